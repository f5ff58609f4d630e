/**
 * Validates runs: long lists of elements without content, by their tags. What a tag does to a pattern is found once for all
 * elements that have it; of each only those values are read that the schema restricts.
 */
import type { XmlRun, XmlTag } from '../xml/instance'
import type { AttributeTables } from './attributeTable'
import type { Derivatives } from './derivative'
import type { Pattern } from './pattern'

/** What an element with a certain tag does in a certain place. */
interface Step {
  readonly namespace: string
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
  readonly #attributes: AttributeTables
  /** By tag and by what the pattern was before. */
  #steps = new WeakMap<XmlTag, Map<Pattern, Step>>()

  constructor(derivatives: Derivatives, attributes: AttributeTables) {
    this.#derivatives = derivatives
    this.#attributes = attributes
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

  #step(before: Pattern, tag: XmlTag, run: XmlRun): Step {
    let steps = this.#steps.get(tag)
    if (steps === undefined) {
      steps = new Map()
      this.#steps.set(tag, steps)
    }
    const known = steps.get(before)
    if (known?.namespace === run.namespace) return known
    const step = this.#newStep(before, tag, run)
    steps.set(before, step)
    return step
  }

  #newStep(before: Pattern, tag: XmlTag, run: XmlRun): Step {
    const { namespace } = run
    const [transition, ...others] = this.#derivatives.byElement(before, namespace, tag.localName)
    const values = transition && this.#valuesWanted(transition.particle.content, tag, run)
    if (!transition || !values || others.length > 0) return { namespace, after: undefined, restrictions: [] }
    const restrictions: Restriction[] = []
    for (const [attribute, pattern] of values.entries())
      if (pattern.kind !== 'text') restrictions.push({ attribute, pattern })
    return { namespace, after: transition.rest, restrictions }
  }

  /** What the values of an element without content must match for it to be valid; undefined where it cannot be. */
  #valuesWanted(content: Pattern, { attributeNames }: XmlTag, context: Context): readonly Pattern[] | undefined {
    const names = attributeNames.map(localName => ({ namespace: '', localName }))
    const found = this.#attributes.valuesWanted(names, content)
    if (found === undefined) return this.#valuesOneByOne(content, attributeNames, context)
    return this.#derivatives.matchesText(found.rest, '', context) ? found.wanted : undefined
  }

  /** The same, where what an attribute may be depends on those before it. */
  #valuesOneByOne(content: Pattern, names: readonly string[], context: Context): readonly Pattern[] | undefined {
    const values: Pattern[] = []
    let rest = content
    for (const name of names) {
      const [transition, ...others] = this.#derivatives.byAttribute(rest, '', name)
      if (!transition || others.length > 0) return undefined
      values.push(transition.particle.member)
      ;({ rest } = transition)
    }
    const inner = this.#derivatives.withoutAttributes(rest)
    return inner.kind !== 'notAllowed' && this.#derivatives.matchesText(inner, '', context) ? values : undefined
  }
}
