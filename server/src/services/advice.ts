/** What a person probably needs to know about a name or value that the schema refuses, found out only when it does. */
import {
  departedAttribute,
  departedElement,
  departedText,
  departedValue,
  type Departure
} from '../description/departures'
import { feature, featuresOf, type Feature } from '../description/features'
import type { Schema } from '../description/schemas'
import { nearestNames } from '../relaxng/spelling'
import { meantList } from './patternWords'
import type { WantedValues } from './wanted'
import { alternatives, quoted, tag } from './words'

export type Advice =
  /** It was in earlier schema versions. */
  | { readonly kind: 'departed'; readonly departure: Departure }
  /** Releases after the one that judges know it; `judge`: what that is called. */
  | { readonly kind: 'newer'; readonly release: string; readonly judge: string }
  /** Only releases before the one that judges know it; `release` is the first without. */
  | { readonly kind: 'gone'; readonly release: string }
  /** These elements have such an attribute. */
  | { readonly kind: 'elsewhere'; readonly elements: readonly string[] }
  /** The element has an attribute of this name. */
  | { readonly kind: 'as-attribute'; readonly element: string }
  /** An element of this name may stand in the element. */
  | { readonly kind: 'as-element'; readonly element: string }
  /** These attributes, which the element has, exclude it. */
  | { readonly kind: 'excluded'; readonly by: readonly string[] }
  /** Another way to say what a person meant. */
  | { readonly kind: 'meant'; readonly value: string }

/** So many elements with an attribute are named; where more of those near have it, none is. */
const mostElements = 3

/** Whether the advice tells what to do, so that what else would be allowed there does not matter. */
export function isDefinite(advice: Advice | undefined): boolean {
  return advice !== undefined && advice.kind !== 'elsewhere'
}

/** Whether something else has to be chosen, because nothing takes its place. */
export function asksForAnother(advice: Advice | undefined): boolean {
  return advice?.kind === 'newer' || advice?.kind === 'gone'
}

/** The advice as a sentence; `thing` is what it is about, `remove` what is to be removed where nothing takes its place. */
export function adviceInWords(advice: Advice | undefined, thing: string, remove = 'it'): string {
  if (!advice) return ''
  switch (advice.kind) {
    case 'departed':
      return departureInWords(advice.departure, remove)
    case 'newer':
      return `It needs kiwi ${advice.release} or newer; this is judged by ${advice.judge}.`
    case 'gone':
      return `It is gone since kiwi ${advice.release}.`
    case 'elsewhere':
      return `It is an attribute of ${alternatives(advice.elements.map(tag))}.`
    case 'as-attribute':
      return `Write it as an attribute: <${advice.element} ${thing.replace(/[<>]/g, '')}="…">.`
    case 'as-element':
      return `Write it as an element: <${advice.element}>…</${advice.element}>.`
    case 'excluded':
      return `It cannot stand beside ${alternatives(advice.by)}.`
    case 'meant':
      break
  }
  return `Write ${quoted(advice.value)}.`
}

function departureInWords({ since, write }: Departure, remove: string): string {
  return write === undefined
    ? `It is gone since schemaversion ${since}: remove ${remove}.`
    : `Since schemaversion ${since} write ${write}.`
}

/** About an element that may not stand in `parent`; `holdsTextOnly`: neither attributes nor elements. */
export function elementAdvice(
  schema: Schema,
  parent: string,
  element: string,
  holdsTextOnly: boolean
): Advice | undefined {
  const departure = departedElement(element, schema.version)
  if (departure) return { kind: 'departed', departure }
  const lifetime =
    lifetimeAdvice(schema, feature.child(parent, element)) ?? lifetimeAdvice(schema, feature.element(element))
  if (lifetime) return lifetime
  const features = featuresOf(schema.grammar)
  const isAttribute =
    features.has(feature.attribute(parent, element)) && (holdsTextOnly || !features.has(feature.element(element)))
  return isAttribute ? { kind: 'as-attribute', element: parent } : undefined
}

/** About an attribute that `element` does not have; `around` are the elements around it, innermost first. */
export function attributeAdvice(
  schema: Schema,
  element: string,
  attribute: string,
  value: string,
  around: readonly string[]
): Advice | undefined {
  const departure = departedAttribute(element, attribute, value, schema.version)
  if (departure) return { kind: 'departed', departure }
  const lifetime = lifetimeAdvice(schema, feature.attribute(element, attribute))
  if (lifetime) return lifetime
  if (featuresOf(schema.grammar).has(feature.child(element, attribute)))
    return { kind: 'as-element', element: attribute }
  const elements = elementsWith(schema, element, attribute, around)
  return elements.length > 0 ? { kind: 'elsewhere', elements } : undefined
}

/** About a value that an attribute may not have; `wanted` is what it may, `isValid` tells it of a value. */
export function valueAdvice(
  schema: Schema,
  element: string,
  attribute: string,
  value: string,
  wanted: WantedValues,
  isValid: (value: string) => boolean
): Advice | undefined {
  const departure = departedValue(element, attribute, value, schema.version)
  if (departure) return { kind: 'departed', departure }
  return lifetimeAdvice(schema, feature.value(element, attribute, value)) ?? meantAdvice(value, wanted, isValid)
}

/** About a text that `element` may not hold; as for a value. */
export function textAdvice(
  schema: Schema,
  element: string,
  text: string,
  wanted: WantedValues,
  isValid: (value: string) => boolean
): Advice | undefined {
  const departure = departedText(element, text, schema.version)
  if (departure) return { kind: 'departed', departure }
  return lifetimeAdvice(schema, feature.text(element, text)) ?? meantAdvice(text, wanted, isValid)
}

/** The first release that knows a schemaversion; undefined where that is as old as the history, or unknown. */
export function firstReleaseOf(schema: Schema, schemaversion: string): string | undefined {
  const [lifetime] = schema.history()?.lifetimesOf(feature.value('image', 'schemaversion', schemaversion)) ?? []
  return lifetime?.first
}

/** About something that the schema does not know: whether another release does. */
function lifetimeAdvice(schema: Schema, name: Feature): Advice | undefined {
  if (featuresOf(schema.grammar).has(name)) return undefined
  const history = schema.history()
  const lifetimes = history?.lifetimesOf(name) ?? []
  const last = lifetimes.at(-1)
  if (!history || !last) return undefined
  const judge = history.releasesWith(featuresOf(schema.grammar))
  const judgedBy = judge?.last ?? history.newest
  const later = lifetimes.find(({ first }) => history.isBefore(judgedBy, first))
  // Of a schema that no known release has, all that can be said is what no release has any more.
  if (later && judge) return { kind: 'newer', release: later.first, judge: judgeName(schema, judge) }
  const release = history.after(lifetimes.findLast(({ last: end }) => history.isBefore(end, judgedBy))?.last ?? '')
  return release === undefined ? undefined : { kind: 'gone', release }
}

function judgeName({ isBundled, title }: Schema, { first, last }: { first: string; last: string }): string {
  // The bundled schemas are those of the last release that has them.
  if (isBundled) return `kiwi ${last}`
  return first === last ? `${title} (${last})` : `${title} (${first} to ${last})`
}

/** The elements that have the attribute, of those around the element and those that may stand in it, if few. */
function elementsWith(
  { grammar }: Schema,
  element: string,
  attribute: string,
  around: readonly string[]
): readonly string[] {
  const features = featuresOf(grammar)
  const suffix = `>@${attribute}`
  const elements = [...features]
    .filter(name => name.endsWith(suffix))
    .map(name => name.slice(1, -suffix.length))
    .filter(name => around.includes(name) || features.has(feature.child(element, name)))
  return elements.length > mostElements ? [] : elements
}

/** The boolean, the list or the form of a pattern that was meant by other words, separators or with something behind it. */
function meantAdvice(
  value: string,
  { values, lists, isPattern }: WantedValues,
  isValid: (value: string) => boolean
): Advice | undefined {
  const word = value.trim().toLowerCase()
  if ([...values].sort().join(' ') === 'false true') {
    if (['yes', 'on', 'y', 'enable', 'enabled'].includes(word)) return { kind: 'meant', value: 'true' }
    if (['no', 'off', 'n', 'disable', 'disabled'].includes(word)) return { kind: 'meant', value: 'false' }
  }
  if (!isPattern || word.length > longestMended) return undefined
  const [list] = lists
  const candidates = [
    list && meantList(value, list, item => nearestNames(item, list.words)[0]),
    word,
    ...[',', ' '].map(separator => value.split(/[\s,;|]+/).join(separator)),
    ...(/\s/.test(value) ? [] : startsOf(value))
  ]
  const meant = candidates.find(each => each !== undefined && each !== '' && each !== value && isValid(each))
  return meant === undefined ? undefined : { kind: 'meant', value: meant }
}

/** Longer values are not tried in other forms. */
const longestMended = 100

/** The value without letters and digits at its end, which often are a unit or an encoding; the longest first. */
function startsOf(value: string): string[] {
  const [, end = ''] = /([\w.-]+)$/.exec(value.slice(1)) ?? []
  return Array.from({ length: end.length }, (_, index) => value.slice(0, value.length - 1 - index))
}
