/** Puts what kiwi would stop at in a build, and what it would pass over, at places in the files of a description. */
import { checkEverything, type CheckResult, type Choice, type Verdict } from '../description/checks/checks'
import type { Failure } from '../description/checks/failure'
import {
  boundSections,
  placesOf,
  remarkedElements,
  typedSections,
  type PlacedElement
} from '../description/checks/places'
import { remarksOn, type Remark } from '../description/checks/remarks'
import type { Description } from '../description/description'
import type { EffectiveElement } from '../description/effective'
import { isImage } from '../description/includes'
import { valueOf } from '../description/selection'
import type { Span } from '../syntax/tree'
import { finding, nameSpan, valueSpan, type Finding } from './finding'

/**
 * What a build of the description would stop at, in all the files of the description, each thing once, and what is never
 * chosen. What only some builds stop at names them and is a warning. To be asked of what kiwi can load: where something
 * is missing of a description, more seems to be wrong than is.
 */
export function* checkFindings(description: Description): Generator<Finding, void, undefined> {
  const { root, kind, architecture } = description
  if (!root || kind !== 'description' || !isImage(root.element.source)) return
  const { results, profiles, unbuilt } = checkEverything(root.element, architecture)
  const wanted = [...results.map(({ failure }) => failure), ...profiles.requirements].flatMap(
    ({ element }) => element ?? []
  )
  const places = placesOf(description, new Set(wanted))
  const placed = (element: EffectiveElement | undefined): PlacedElement | undefined =>
    element ? places.get(element) : { ...root, file: description.file }
  for (const { element, by, name } of profiles.requirements) {
    const place = placed(element)
    if (!place) continue
    const facts = { by, name, declared: profiles.declared }
    const span = spanOf(place, 'profile', 'value')
    yield { ...finding('check-profile-required-undeclared', facts, place.file.path, span), ofChoice: true }
  }
  for (const result of results) {
    const place = placed(result.failure.element)
    if (place) yield failureFinding(result, place)
  }
  yield* bindingFindings(description, profiles)
  for (const place of typedSections(description, unbuilt)) {
    const image = valueOf(place.element, 'type') ?? ''
    yield finding('packages-unused', { image }, place.file.path, spanOf(place, 'type', 'value'))
  }
}

/** What kiwi passes over without a word although it hardly was meant so, whatever is built. */
export function* remarkFindings(description: Description): Generator<Finding, void, undefined> {
  const { root } = description
  if (!root || !isImage(root.element.source)) return
  for (const place of remarkedElements(description))
    for (const remark of remarksOn(place.element)) yield* remarkFinding(remark, place)
}

function failureFinding({ failure, failing, concerned }: CheckResult, place: PlacedElement): Finding {
  const found: Finding = { ...ofFailure(failure, place), ofChoice: true }
  const isAlways = failing.length === concerned.length
  if (isAlways && failure.ofMachine !== true) return found
  return {
    ...found,
    severity: found.severity === 'error' ? 'warning' : found.severity,
    message: isAlways ? found.message : `${found.message} (only ${choicesInWords(failing, concerned)})`
  }
}

function ofFailure({ code, facts, attribute, part }: Failure, place: PlacedElement): Finding {
  return finding(code, facts, place.file.path, spanOf(place, attribute, part))
}

/** How many profiles a message names before it only counts. */
const mostNames = 4

/** Names the failing choices as far as needed to tell them from the others that are concerned. */
function choicesInWords(failing: readonly Choice[], concerned: readonly Choice[]): string {
  const machines = [...new Set(failing.map(({ architecture }) => architecture))]
  const byProfiles = new Map<string, string[]>()
  for (const machine of machines) {
    const [some, all] = [failing, concerned].map(choices =>
      choices.filter(({ architecture }) => architecture === machine).map(({ profile }) => profile)
    )
    const words = some?.length === all?.length ? '' : profilesInWords(some ?? [])
    byProfiles.set(words, [...(byProfiles.get(words) ?? []), machine])
  }
  const isEverywhere = machines.length === new Set(concerned.map(({ architecture }) => architecture)).size
  return [...byProfiles]
    .map(([profiles, on]) => {
      const where = isEverywhere && byProfiles.size === 1 ? '' : `on ${on.join(' and ')}`
      return [profiles, where].filter(words => words !== '').join(' ')
    })
    .join(', ')
}

function profilesInWords(profiles: readonly (string | undefined)[]): string {
  const names = profiles.filter(name => name !== undefined)
  const shown = names.slice(0, mostNames)
  const left = names.length - shown.length
  const listed = left > 0 ? [shown.join(', '), `${left} more`] : [shown.slice(0, -1).join(', '), ...shown.slice(-1)]
  const named = `with profile${names.length === 1 ? '' : 's'} ${listed.filter(each => each !== '').join(' and ')}`
  if (names.length === profiles.length) return named
  return names.length === 0 ? 'without a profile' : `without a profile or ${named}`
}

function* remarkFinding(remark: Remark, place: PlacedElement): Generator<Finding, void, undefined> {
  const { path } = place.file
  const value = spanOf(place, remark.attribute, 'value')
  switch (remark.kind) {
    case 'arch-ignored':
      yield finding('arch-ignored', { element: place.element.localName }, path, spanOf(place, remark.attribute, 'name'))
      break
    case 'arch-never-matches':
      for (const facts of remark.names) yield finding('arch-never-matches', facts, path, value)
      break
    case 'address': {
      const { address, problem } = remark
      if (problem.kind === 'folder-lost') yield finding('address-folder-lost', { address, ...problem }, path, value)
      else yield finding('address-scheme', { address, problem }, path, value)
      break
    }
  }
}

function* bindingFindings(
  description: Description,
  { bindings, declared }: Verdict['profiles']
): Generator<Finding, void, undefined> {
  for (const place of boundSections(description, new Set(bindings.keys()))) {
    const problems = bindings.get(valueOf(place.element, 'profiles') ?? '')
    const span = spanOf(place, 'profiles', 'value')
    for (const name of problems?.undeclared ?? [])
      yield finding('profile-undeclared', { name, declared }, place.file.path, span)
    for (const name of problems?.padded ?? []) yield finding('profile-padded', { name }, place.file.path, span)
  }
}

/** The attribute's name or value as it is written; where it is not written, the element's name. */
function spanOf(
  { element, offset }: PlacedElement,
  attribute: string | undefined,
  part: 'name' | 'value' | undefined
): Span {
  const source = element.attributes.find(
    ({ namespace, localName }) => namespace === '' && localName === attribute
  )?.source
  if (!source) return nameSpan(element.source, offset)
  if (part === 'value') return valueSpan(element.source, source, offset)
  return { start: offset + source.nameStart, end: offset + source.nameEnd }
}
