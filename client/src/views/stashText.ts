/** The words of the Stashes view: sizes, ages, descriptions and tooltips. */
import type { Stash, StashDetails } from '../containers/images'

/** `182 MB`, with a blank that does not break. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${value < 9.95 && unit > 0 ? value.toFixed(1) : Math.round(value)}\u00A0${units[unit]}`
}

/** `3 days ago`, or `3d ago` where there is little room; times in milliseconds since 1970. */
export function ageText(created: number, now: number, style: 'long' | 'narrow' = 'long'): string {
  const seconds = Math.max(0, (now - created) / 1000)
  const steps: readonly [number, Intl.RelativeTimeFormatUnit][] = [
    [60, 'second'],
    [60, 'minute'],
    [24, 'hour'],
    [30.44, 'day'],
    [12, 'month'],
    [Infinity, 'year']
  ]
  let value = seconds
  for (const [length, unit] of steps) {
    if (Math.floor(value) < Math.floor(length)) {
      return unit === 'second' ? 'just now' : formats[style].format(-Math.floor(value), unit)
    }
    value /= length
  }
  return ''
}

const formats = {
  long: new Intl.RelativeTimeFormat('en', { numeric: 'always' }),
  narrow: new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'narrow' })
}

/** `2 layers`. */
function layersText(count: number): string {
  return count === 1 ? '1 layer' : `${count} layers`
}

/**
 * What stands behind a stash's name: `1.0 · 182 MB · 3d ago`. In a narrow view the end of it is cut off, so the tag that
 * every stash has by itself is not named.
 */
export function stashDescription(stash: Stash, now: number): string {
  return parts(stash, ageText(stash.created, now, 'narrow')).join(' · ')
}

function parts(stash: Stash, age: string): string[] {
  const tags = stash.tags.join(', ')
  return [...(tags === 'latest' ? [] : [tags === '' ? 'no tag' : tags]), sizeText(stash.size), age]
}

/** The same for those who hear it. */
export function stashLabel(stash: Stash, details: StashDetails | undefined, now: number): string {
  const layers = details === undefined ? [] : [layersText(details.layers.length)]
  return [`Stash ${stash.name}`, ...parts(stash, ageText(stash.created, now)), ...layers].join(', ')
}

/** Rows of a tooltip or of what is shown below a stash: name and value. */
export function stashFacts(stash: Stash, details: StashDetails | undefined): readonly (readonly [string, string])[] {
  const rows: [string, string][] = stash.references.map(reference => ['Name', reference])
  if (stash.maintainer !== undefined) rows.push(['Author', stash.maintainer])
  rows.push(['Size', sizeText(stash.size)], ['Made', dateText(stash.created)])
  if (details?.architecture !== undefined) rows.push(['Architecture', details.architecture])
  rows.push(['Image ID', stash.id.slice(0, 12)])
  return rows
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}

/** `2026-11-21 05:54`, in the time of this machine. */
export function dateText(time: number): string {
  const date = new Date(time)
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`
}
