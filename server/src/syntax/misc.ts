/** Reads markup that is no tag: comments, CDATA sections, processing instructions and declarations. */
import { isNameStart, isSpace, skipName } from './characters'
import { doctypeEnd, readDoctype } from './doctype'
import type { SourceMisc, SyntaxError } from './tree'

/** One such piece of markup; `end` and `lookedTo` (exclusive) are offsets in the text. */
export interface MiscReading {
  readonly kind: SourceMisc['kind']
  readonly end: number
  readonly errors: SyntaxError[]
  /** How far was looked to read it so. */
  readonly lookedTo: number
}

/**
 * Reads what begins with `<!` or `<?` at `start` of `text`. Errors count from `start`; those of single characters are not among
 * them. `atStart` says whether the text begins where the file does.
 */
export function readMisc(text: string, start: number, atStart: boolean): MiscReading {
  if (text.startsWith('<!--', start)) return readComment(text, start)
  if (text[start + 1] === '?') return readInstruction(text, start, atStart)
  if (text.startsWith('<![CDATA[', start)) {
    const found = text.indexOf(']]>', start + 9)
    if (found !== -1) return { kind: 'cdata', end: found + 3, errors: [], lookedTo: found + 3 }
    return withoutEnd('cdata', text, { code: 'cdata-not-closed', start: 0, end: 9 })
  }
  if (text.startsWith('<!DOCTYPE', start)) return readDoctypeDeclaration(text, start)
  const error: SyntaxError = { code: 'markup-malformed', start: 0, end: 2, detail: '<!' }
  return { kind: 'stray', end: start + 2, errors: [error], lookedTo: start + 9 }
}

function withoutEnd(kind: SourceMisc['kind'], text: string, ...errors: SyntaxError[]): MiscReading {
  return { kind, end: text.length, errors, lookedTo: text.length + 1 }
}

function readComment(text: string, start: number): MiscReading {
  const found = text.indexOf('-->', start + 4)
  if (found === -1) return withoutEnd('comment', text, { code: 'comment-not-closed', start: 0, end: 4 })
  const end = found + 3
  const double = text.slice(start + 4, found + 1).indexOf('--')
  if (double === -1) return { kind: 'comment', end, errors: [], lookedTo: end }
  const error: SyntaxError = { code: 'comment-holds-double-hyphen', start: 4 + double, end: 6 + double }
  return { kind: 'comment', end, errors: [error], lookedTo: end }
}

function readInstruction(text: string, start: number, atStart: boolean): MiscReading {
  const nameEnd = skipName(text, start + 2)
  const target = text.slice(start + 2, nameEnd)
  const kind = target === 'xml' ? 'declaration' : 'processing-instruction'
  const found = text.indexOf('?>', start + 2)
  const end = found === -1 ? text.length : found + 2
  const errors: SyntaxError[] = []
  const report = (code: SyntaxError['code'], from: number, to: number, detail?: string): void => {
    errors.push({ code, start: from, end: to, ...(detail ? { detail } : {}) })
  }
  if (found === -1) report('processing-instruction-not-closed', 0, Math.max(2, target.length + 2), target)
  else if (!isNameStart(text, start + 2) || (nameEnd < found && !isSpace(text.charCodeAt(nameEnd))))
    report('markup-malformed', 0, 2, '<?')
  // "Namespaces in XML" takes it out of all names but those of elements and attributes.
  else if (target.includes(':')) report('name-invalid', 2, 2 + target.length, target)
  if (kind === 'declaration' && !(atStart && /^\uFEFF?$/.test(text.slice(0, start))))
    report('declaration-misplaced', 0, 5)
  else if (kind === 'declaration' && found !== -1 && !declarationPattern.test(text.slice(start, end)))
    report('declaration-malformed', 0, end - start)
  else if (kind !== 'declaration' && target.toLowerCase() === 'xml')
    report('processing-instruction-target-reserved', 2, 5, target)
  return { kind, end, errors, lookedTo: found === -1 ? end + 1 : end }
}

/** XML's white space; that of regular expressions holds more. */
const blank = String.raw`[ \t\r\n]`
const equals = `${blank}*=${blank}*`
const declarationPattern = new RegExp(
  String.raw`^<\?xml${blank}+version${equals}(?:"1\.\d+"|'1\.\d+')` +
    String.raw`(?:${blank}+encoding${equals}(?:"[A-Za-z][\w.-]*"|'[A-Za-z][\w.-]*'))?` +
    String.raw`(?:${blank}+standalone${equals}(?:"(?:yes|no)"|'(?:yes|no)'))?${blank}*\?>$`
)

function readDoctypeDeclaration(text: string, start: number): MiscReading {
  const end = doctypeEnd(text, start)
  // Whether it stands where it may is known of the whole file only: the tree takes this one back.
  const misplaced: SyntaxError = { code: 'doctype-misplaced', start: 0, end: 9 }
  if (end === -1) return withoutEnd('doctype', text, misplaced, { code: 'doctype-not-closed', start: 0, end: 9 })
  const { fault } = readDoctype(text.slice(start, end))
  const errors = [misplaced]
  if (fault !== undefined)
    errors.push({ code: 'doctype-malformed', start: fault, end: Math.min(fault + 1, end - start) })
  return { kind: 'doctype', end, errors, lookedTo: end }
}
