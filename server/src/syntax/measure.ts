/** Arithmetic on measures, so that offset and position are found on the way down a tree without a table of lines. */
import type { Measure } from './tree'

export const noMeasure: Measure = { length: 0, breaks: 0, tail: 0 }

/** The measure of `text`. */
export function measureText(text: string): Measure {
  const length = text.length
  if (!text.includes('\n') && !text.includes('\r')) return { length, breaks: 0, tail: length }
  let breaks = 0
  let after = 0
  for (let position = 0; position < length; position += 1) {
    const code = text.charCodeAt(position)
    if (code !== 10 && (code !== 13 || text.charCodeAt(position + 1) === 10)) continue
    breaks += 1
    after = position + 1
  }
  return { length, breaks, tail: length - after }
}

/** The measure of two neighbouring stretches; no CR LF pair may straddle them. */
export function addMeasures(first: Measure, second: Measure): Measure {
  return {
    length: first.length + second.length,
    breaks: first.breaks + second.breaks,
    tail: second.breaks > 0 ? second.tail : first.tail + second.tail
  }
}
