/** Names of profiles that are declared nowhere: kiwi passes over some without a word, and stops at others. */
import type { EffectiveElement } from '../effective'
import { elementsIn, valueOf } from '../selection'
import type { Fact } from './overview'
import { profilesAmong } from './selections'

/** What is wrong with one value of an attribute `profiles`. */
export interface BindingProblems {
  /** Names that no `<profile>` has. */
  readonly undeclared: readonly string[]
  /** Names that are declared, but are written here with blanks around them, which kiwi takes for part of the name. */
  readonly padded: readonly string[]
}

export interface ProfileProblems {
  /** By the value of the attribute `profiles`. */
  readonly bindings: ReadonlyMap<string, BindingProblems>
  /** `<requires>` elements whose profile is declared nowhere. */
  readonly requirements: readonly { readonly element: EffectiveElement; readonly by: string; readonly name: string }[]
  /** All names that are declared. */
  readonly declared: readonly string[]
}

/** Looks at all that names profiles; `sections` are the `<preferences>` and `<profiles>` of a description. */
export function profileProblems(sections: readonly EffectiveElement[], facts: Iterable<Fact>): ProfileProblems {
  const profiles = profilesAmong(sections)
  const declared = new Set(profiles.flatMap(profile => valueOf(profile, 'name') ?? []))
  const bindings = new Map<string, BindingProblems>()
  for (const fact of facts) {
    if (fact.kind !== 'bound') continue
    const unknown = fact.profiles.split(',').filter(name => !declared.has(name))
    if (unknown.length === 0) continue
    const [padded, undeclared] = [true, false].map(isPadded =>
      unknown.map(name => name.trim()).filter(name => declared.has(name) === isPadded)
    )
    bindings.set(fact.profiles, { padded: padded ?? [], undeclared: undeclared ?? [] })
  }
  const requirements = profiles.flatMap(profile =>
    elementsIn(profile, 'requires').flatMap(element => {
      const name = valueOf(element, 'profile')
      if (name === undefined || declared.has(name)) return []
      return { element, by: valueOf(profile, 'name') ?? '', name }
    })
  )
  return { bindings, requirements, declared: [...declared] }
}
