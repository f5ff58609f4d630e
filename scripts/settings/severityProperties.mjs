// What package.json says about each diagnostic code, so that settings.json can be completed and explains itself.

/**
 * @typedef {{ type: 'string', enum: readonly string[], default: string, description: string }} Property
 * @typedef {{ contributes: { configuration: { properties: Record<string, { properties?: Record<string, Property> }> } } }} Manifest
 * @typedef {{
 *   diagnosticSeverity: { key: string, values: readonly string[] },
 *   diagnosticCodes: Record<string, { severity: string }>
 * }} Codes
 */

/**
 * A property for each code: its default, the choices, and the first sentence of its section in docs/diagnostics.md.
 *
 * @param {Record<string, { severity: string }>} codes
 * @param {readonly string[]} values
 * @param {string} document
 * @returns {Record<string, Property>}
 */
export function severityProperties(codes, values, document) {
  const entries = Object.entries(codes).map(([code, { severity }]) => {
    /** @type {Property} */
    const property = { type: 'string', enum: values, default: severity, description: firstSentence(document, code) }
    return /** @type {const} */ ([code, property])
  })
  return Object.fromEntries(entries)
}

/**
 * The first sentence of a code's section, as plain text.
 *
 * @param {string} document
 * @param {string} code
 */
function firstSentence(document, code) {
  const section = document.split(/^### /m).find(text => text.startsWith(`\`${code}\`\n`)) ?? ''
  const [paragraph = ''] = section.slice(section.indexOf('\n')).trim().split('\n\n')
  const text = paragraph
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll('`', '')
    .replace(/^(A warning|Information|An error)\. /, '')
  // How bad it is stands in the property itself.
  const sentence = /^.*?[.:](?= [A-Z]| *$)/.exec(text)?.[0] ?? text
  return sentence.replace(/:$/, '.')
}
