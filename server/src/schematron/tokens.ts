/** Cuts XPath 1.0 expressions into tokens (XPath 1.0, section 3.7, with its rules for `*` and operator names). */

export type TokenKind =
  'operator' | 'name' | 'function' | 'axis' | 'node-type' | 'variable' | 'string' | 'number' | 'end'

export interface Token {
  readonly kind: TokenKind
  /** Strings without quotes, variables without `$`; names may have a prefix, `*` and `prefix:*` are names. */
  readonly text: string
  /** UTF-16 code units from the start of the expression. */
  readonly offset: number
}

/** What is wrong with an expression, as the end of a sentence; thrown inside the engine only. */
export class ExpressionError extends Error {}

/** Those of expressions in ASCII, which nearly all are: to make ready for all letters that there are takes long. */
const asciiLexemes = lexemesWith('[A-Za-z_][A-Za-z0-9_.\\-]*')
let allLexemes: RegExp | undefined

function lexemesFor(text: string): RegExp {
  if (!/[\u0080-\uFFFF]/.test(text)) return asciiLexemes
  return (allLexemes ??= lexemesWith('[\\p{L}_][\\p{L}\\p{N}\\p{M}_.\\-·]*'))
}

function lexemesWith(ncName: string): RegExp {
  return new RegExp(
    [
      '(?<blank>[ \\t\\r\\n]+)',
      '(?<string>"[^"]*"|\'[^\']*\')',
      '(?<number>(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?)',
      `\\$(?<variable>${ncName}(?::${ncName})?)`,
      '(?<operator>::|//|\\.\\.|!=|<=|>=|[()\\[\\].@,/|+=<>-])',
      `(?<name>${ncName}:\\*|${ncName}(?::(?!:)${ncName})?|\\*)`
    ].join('|'),
    'uy'
  )
}

const operatorNames = new Set(['and', 'or', 'mod', 'div', '*'])
const nodeTypes = new Set(['comment', 'text', 'processing-instruction', 'node'])
/** Behind these a name is a name; behind everything else `*` and the operator names are operators. */
const beforeOperand = new Set(['@', '::', '(', '[', ',', '/', '//', '|', '+', '-', '=', '!=', '<', '<=', '>', '>='])

/** The tokens of `text`, with one of kind `end` behind them. Throws an `ExpressionError`. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  const lexemes = lexemesFor(text)
  let offset = 0
  while (offset < text.length) {
    lexemes.lastIndex = offset
    const found = lexemes.exec(text)
    if (!found?.groups) throw new ExpressionError(`“${characterAt(text, offset)}” is not expected`)
    const [lexeme] = found
    const { string, number, variable, operator, name } = found.groups
    if (string !== undefined) tokens.push({ kind: 'string', text: string.slice(1, -1), offset })
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, offset })
    else if (variable !== undefined) tokens.push({ kind: 'variable', text: variable, offset })
    else if (operator !== undefined) tokens.push({ kind: 'operator', text: operator, offset })
    else if (name !== undefined) {
      const kind = nameKind(name, tokens.at(-1), text.slice(offset + name.length))
      tokens.push({ kind, text: name, offset })
    }
    offset += lexeme.length
  }
  tokens.push({ kind: 'end', text: '', offset })
  return tokens
}

function nameKind(name: string, before: Token | undefined, behind: string): TokenKind {
  const afterOperand = before !== undefined && !(before.kind === 'operator' && beforeOperand.has(before.text))
  const isOperatorBefore = before?.kind === 'operator' && operatorNames.has(before.text)
  if (afterOperand && !isOperatorBefore && operatorNames.has(name)) return 'operator'
  const next = behind.trimStart()
  if (next.startsWith('(')) return nodeTypes.has(name) ? 'node-type' : 'function'
  return next.startsWith('::') ? 'axis' : 'name'
}

function characterAt(text: string, offset: number): string {
  return String.fromCodePoint(text.codePointAt(offset) ?? 0)
}
