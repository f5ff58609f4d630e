/**
 * Validates runs: long lists of elements without content, by their tags. What a tag does to a pattern is found once for all
 * elements that have it; of each only those values are read that the schema restricts.
 */
import type { XmlRun, XmlTag } from '../xml/instance'
import type { Derivatives } from './derivative'
import type { Pattern } from './pattern'

/** What an element with a certain tag does in a certain place. */
interface Step {
  /** Undefined where an element with this tag is wrong there, or may be read in several ways. */
  readonly after: Pattern | undefined
  readonly restrictions: readonly Restriction[]
}

/** A value that is not just any text. */
interface Restriction {
  /** Index of the attribute in its tag. */
  readonly attribute: number
  readonly pattern: Pattern
}

type Context = Pick<XmlRun, 'resolvePrefix'>

export class RunValidator {
  readonly #derivatives: Derivatives
  #steps = new WeakMap<Pattern, Map<string, WeakMap<XmlTag, Step>>>()

  constructor(derivatives: Derivatives) {
    this.#derivatives = derivatives
  }

  /** Forgets what belongs to patterns that are interned no longer. */
  forget(): void {
    this.#steps = new WeakMap()
  }

  /** What the run leaves of `pattern`, which is rid of attributes; undefined unless all of it is plainly right. */
  after(run: XmlRun, pattern: Pattern): Pattern | undefined {
    let after = pattern
    let value = 0
    let last: { readonly before: Pattern; readonly tag: XmlTag; readonly step: Step } | undefined
    for (const tag of run.tags) {
      if (last?.tag !== tag || last.before !== after) {
        last = { before: after, tag, step: this.#step(after, tag, run) }
      }
      const { step } = last
      if (!step.after) return undefined
      for (const { attribute, pattern: wanted } of step.restrictions)
        if (!this.#derivatives.matchesText(wanted, run.value(value + attribute), run)) return undefined
      after = step.after
      value += tag.attributeNames.length
    }
    return after
  }

  #step(pattern: Pattern, tag: XmlTag, run: XmlRun): Step {
    const byNamespace = this.#steps.get(pattern) ?? new Map<string, WeakMap<XmlTag, Step>>()
    this.#steps.set(pattern, byNamespace)
    const byTag = byNamespace.get(run.namespace) ?? new WeakMap<XmlTag, Step>()
    byNamespace.set(run.namespace, byTag)
    const step = byTag.get(tag) ?? this.#newStep(pattern, tag, run)
    byTag.set(tag, step)
    return step
  }

  #newStep(pattern: Pattern, tag: XmlTag, run: XmlRun): Step {
    const [transition, ...others] = this.#derivatives.byElement(pattern, run.namespace, tag.localName)
    const restrictions = transition && this.#restrictions(transition.particle.content, tag, run)
    return transition && restrictions && others.length === 0
      ? { after: transition.rest, restrictions }
      : { after: undefined, restrictions: [] }
  }

  /** What the values of an element without content must match for it to be valid; undefined where it cannot be. */
  #restrictions(content: Pattern, { attributeNames }: XmlTag, context: Context): readonly Restriction[] | undefined {
    const restrictions: Restriction[] = []
    let rest = content
    for (const [attribute, name] of attributeNames.entries()) {
      const [transition, ...others] = this.#derivatives.byAttribute(rest, '', name)
      if (!transition || others.length > 0) return undefined
      const { member } = transition.particle
      if (member.kind !== 'text') restrictions.push({ attribute, pattern: member })
      ;({ rest } = transition)
    }
    const inner = this.#derivatives.withoutAttributes(rest)
    return inner.kind !== 'notAllowed' && this.#derivatives.matchesText(inner, '', context) ? restrictions : undefined
  }
}
