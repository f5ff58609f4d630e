/**
 * Decimal numbers of any length as XML Schema has them, compared exactly and in time that grows with their length.
 */

/** Digits without the zeros that mean nothing; zero is not negative and has none. */
export interface Decimal {
  readonly negative: boolean
  readonly whole: string
  readonly fraction: string
}

/** The number that a literal such as `-012.50` stands for; undefined if it is none. */
export function readDecimal(literal: string): Decimal | undefined {
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(literal)
  const [, sign, wholeDigits = '', fractionDigits = ''] = parts ?? []
  if (wholeDigits === '' && fractionDigits === '') return undefined
  const whole = wholeDigits.replace(/^0+/, '')
  const fraction = withoutTrailingZeros(fractionDigits)
  return { negative: sign === '-' && (whole !== '' || fraction !== ''), whole, fraction }
}

/** The literal without what means nothing. */
export function writeDecimal({ negative, whole, fraction }: Decimal): string {
  return `${negative ? '-' : ''}${whole === '' ? '0' : whole}${fraction === '' ? '' : `.${fraction}`}`
}

/** Whether a literal is written as an integer: without a point. */
export function isInteger(literal: string): boolean {
  return !literal.includes('.')
}

/** Negative, 0 or positive, as `sort` wants it. */
export function compareDecimals(one: Decimal, other: Decimal): number {
  if (one.negative !== other.negative) return one.negative ? -1 : 1
  const size = compareSizes(one, other)
  return one.negative ? -size : size
}

/** Digits in all, and behind the point. */
export function decimalDigits({ whole, fraction }: Decimal): { total: number; fraction: number } {
  return { total: whole.length + fraction.length, fraction: fraction.length }
}

function compareSizes(one: Decimal, other: Decimal): number {
  if (one.whole.length !== other.whole.length) return one.whole.length - other.whole.length
  if (one.whole !== other.whole) return one.whole < other.whole ? -1 : 1
  // Digits behind the point compare as text does: a prefix is smaller.
  return one.fraction === other.fraction ? 0 : one.fraction < other.fraction ? -1 : 1
}

/** A regular expression for this takes time that grows with the square of the zeros. */
function withoutTrailingZeros(digits: string): string {
  let end = digits.length
  while (digits.charAt(end - 1) === '0') end -= 1
  return digits.slice(0, end)
}
