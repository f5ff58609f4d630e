// Which repository this Debian or Ubuntu is made of, read from apt's own configuration.

/**
 * A repository for the examples.
 *
 * @typedef {object} Repository
 * @property {string} mirror its address
 * @property {string} suite the name of the distribution in it
 */

/**
 * A file of apt's configuration; in a name that ends with `.sources` it holds paragraphs, else a source per line.
 *
 * @typedef {object} SourceFile
 * @property {string} name
 * @property {string} text
 */

/**
 * The repository that has the distribution `codename` itself: not its updates, and not that of another publisher. Undefined
 * where there is none.
 *
 * @param {readonly SourceFile[]} files
 * @param {string} codename such as `bookworm`
 * @returns {Repository | undefined}
 */
export function findRepository(files, codename) {
  const all = files.flatMap(file => (file.name.endsWith('.sources') ? readParagraphs(file.text) : readLines(file.text)))
  const suitable = all.filter(({ mirror, suite }) => suite === codename && /^https?:/.test(mirror))
  // Other publishers name their suites alike; the folder of the distribution itself is named for it on every mirror.
  return suitable.find(({ mirror }) => /\/(debian|ubuntu)\/?$/.test(mirror)) ?? suitable[0]
}

/**
 * `deb [option=value …] address suite component …`
 *
 * @param {string} text
 * @returns {Repository[]}
 */
function readLines(text) {
  return text.split('\n').flatMap(line => {
    const words = line
      .replace(/#.*/, '')
      .replace(/\[[^\]]*\]/, ' ')
      .trim()
      .split(/\s+/)
    const [type, mirror, suite, ...components] = words
    const isMain = type === 'deb' && components.includes('main')
    return isMain && mirror !== undefined && suite !== undefined ? [{ mirror, suite }] : []
  })
}

/**
 * Paragraphs of `Key: value`, in which an indented line continues the one before (deb822).
 *
 * @param {string} text
 * @returns {Repository[]}
 */
function readParagraphs(text) {
  const withoutComments = text.replaceAll(/^#.*\n?/gm, '')
  return withoutComments.split(/\n\s*\n/).flatMap(paragraph => {
    const fields = paragraph.replaceAll(/\n[ \t]+/g, ' ')
    const words = (/** @type {string} */ key) =>
      new RegExp(`^${key}:(.*)$`, 'im').exec(fields)?.[1]?.trim().split(/\s+/) ?? []
    const isOff = ['no', 'false', '0'].includes(words('Enabled')[0]?.toLowerCase() ?? '')
    if (isOff || !words('Types').includes('deb') || !words('Components').includes('main')) return []
    return words('URIs').flatMap(mirror => words('Suites').map(suite => ({ mirror, suite })))
  })
}
