/** Pieces of markup that random edits put into documents: they begin, end, break and hide what is there. */

export const markupPieces: readonly string[] = [
  '<',
  '>',
  '/',
  '"',
  "'",
  '=',
  ' ',
  '\n',
  '\r\n',
  '&',
  '&amp;',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '</',
  '/>',
  '\u0001',
  '\uD800',
  '\uFEFF'
]
