/** Writes characters so that a parser reads just these. */

/** Character data as it stands between tags. */
export function escapeText(text: string): string {
  return text.replace(/[&<>\r]/g, reference)
}

/** A value as it stands between double quotes: white space but blanks would come back as blanks. */
export function escapeValue(value: string): string {
  return value.replace(/[&<>"\t\n\r]/g, reference)
}

function reference(character: string): string {
  const name = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' }[character]
  return name === undefined ? `&#${character.charCodeAt(0)};` : `&${name};`
}
