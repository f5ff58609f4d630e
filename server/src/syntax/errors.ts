/** The mistakes that the parser finds in a piece of markup or text by itself. */
import { hasInvalidCharacter, invalidCharacters, references } from './characters'
import type { SyntaxError, SyntaxErrorCode } from './tree'

/** One mistake; `start` and `end` count from the start of the node that has it. */
export function syntaxError(code: SyntaxErrorCode, start: number, end: number, detail = ''): SyntaxError {
  return detail === '' ? { code, start, end } : { code, start, end, detail }
}

/** The mistakes in a text between markup. */
export function textErrors(text: string): readonly SyntaxError[] {
  const errors: SyntaxError[] = []
  if (text.includes('&')) {
    for (const { start, end, replacement, name } of references(text)) {
      if (replacement === undefined)
        errors.push(syntaxError(name === '' ? 'reference-malformed' : 'reference-undefined', start, end, name))
    }
  }
  for (let at = text.indexOf(']]>'); at !== -1; at = text.indexOf(']]>', at + 3))
    errors.push(syntaxError('cdata-end-in-text', at, at + 3))
  if (hasInvalidCharacter(text)) for (const error of characterErrors(text)) errors.push(error)
  return errors
}

/** The errors of a piece of markup, those of single characters in it too. */
export function withCharacters(errors: readonly SyntaxError[], text: string): readonly SyntaxError[] {
  return hasInvalidCharacter(text) ? [...errors, ...characterErrors(text)] : errors
}

/** The characters in `text` that XML does not allow, as errors. */
function characterErrors(text: string): SyntaxError[] {
  return invalidCharacters(text).map(at =>
    syntaxError('character-invalid', at, at + 1, `U+${text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')}`)
  )
}

/** Errors of an end tag as those of its element, in which it begins at `offset`. */
export function endTagErrors(errors: readonly SyntaxError[], offset: number): SyntaxError[] {
  return errors.map(error => ({ ...error, start: error.start + offset, end: error.end + offset }))
}
