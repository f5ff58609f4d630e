/** Arithmetic on measures, so that offset and position are found on the way down a tree without a table of lines. */
import type { Measure } from './tree'

/** The measure of `text`. */
export function measureText(text: string): Measure {
  const { length } = text
  let after = text.indexOf('\n') + 1
  let breaks = 0
  if (!text.includes('\r')) {
    for (let next = after; next > 0; next = text.indexOf('\n', next) + 1) {
      breaks += 1
      after = next
    }
    return { length, breaks, tail: length - after }
  }
  after = 0
  for (let position = 0; position < length; position += 1) {
    const code = text.charCodeAt(position)
    if (code !== 10 && (code !== 13 || text.charCodeAt(position + 1) === 10)) continue
    breaks += 1
    after = position + 1
  }
  return { length, breaks, tail: length - after }
}

/** The measure of a stretch with a text before and one behind it. */
export function measureAround(before: string, between: Measure, behind: string): Measure {
  if (!isInLine(before) || !isInLine(behind))
    return addMeasures(addMeasures(measureText(before), between), measureText(behind))
  const length = before.length + between.length + behind.length
  return { length, breaks: between.breaks, tail: between.breaks > 0 ? between.tail + behind.length : length }
}

function isInLine(text: string): boolean {
  return !text.includes('\n') && !text.includes('\r')
}

/** The measure of two neighbouring stretches; no CR LF pair may straddle them. */
export function addMeasures(first: Measure, second: Measure): Measure {
  return {
    length: first.length + second.length,
    breaks: first.breaks + second.breaks,
    tail: second.breaks > 0 ? second.tail : first.tail + second.tail
  }
}
