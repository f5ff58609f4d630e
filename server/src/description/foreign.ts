/** What stands in `<extension>`: elements that are not kiwi's, each judged by the schema of its own namespace. */
import type { Description, Judged } from './description'
import type { EffectiveContent, EffectiveElement } from './effective'
import type { FileText } from './files'
import { declaredPrefix } from './namespaces'
import type { EffectivePlace } from './place'
import type { Schema } from './schemas'
import type { NamespaceSchema } from './otherSchemas'
import { childPlaces } from './problems'
import { Conversion } from './conversion'

/** An element directly in `<extension>`, where it starts in its file, and what kiwi does with it. */
export interface ForeignElement {
  readonly element: EffectiveElement
  readonly file: FileText
  readonly offset: number
  readonly treatment:
    /** Judged; what is known of the schema of its namespace. */
    | NamespaceSchema
    /** Another one of its namespace stands before it, and kiwi stops. */
    | { readonly kind: 'repeated' }
    /** kiwi knows its namespace by no prefix of `<extension>`, and takes it as it is. */
    | { readonly kind: 'unchecked' }
}

/** The elements in the extension of a description of kiwi's, in document order; none where no schemas are known. */
export function foreignElements({ root, file, kind, others }: Description): ForeignElement[] {
  if (!root || kind === 'document' || !others) return []
  const found: ForeignElement[] = []
  const start = root.offset + root.element.source.startTag.text.length
  for (const extension of extensionsIn(root.element.content, { file, offset: start })) {
    const inside = extension.offset + extension.element.source.startTag.text.length
    const seen = new Set<string>()
    for (const { element, ...place } of elementsIn(extension.element.content, { ...extension, offset: inside })) {
      const { namespace } = element
      if (namespace === '') continue
      const treatment: ForeignElement['treatment'] = !isKnown(namespace, extension.element)
        ? { kind: 'unchecked' }
        : seen.has(namespace)
          ? { kind: 'repeated' }
          : others.forNamespace(namespace)
      seen.add(namespace)
      found.push({ element, file: place.file, offset: place.offset, treatment })
    }
  }
  return found
}

/** The element as a document of its own; undefined where there is no schema to judge it by. */
export function judgedPart({ element, file, offset, treatment }: ForeignElement): Judged | undefined {
  if (treatment.kind !== 'schema') return undefined
  const { schema } = treatment
  return {
    kind: 'document',
    file,
    schema,
    conversion: Conversion.none,
    inclusions: [],
    root: { element, offset },
    result: schema.validator.validate(element)
  }
}

/** What decides at the end of a path of elements, and the path as far as that judges it. */
export interface Decider extends Pick<Description, 'schema' | 'conversion'> {
  readonly path: readonly EffectivePlace[]
}

/** The description's own schema, and inside an element of its extension the one that kiwi checks that by. */
export function deciderAt({ schema, conversion, others }: Description, path: readonly EffectivePlace[]): Decider {
  const [, extension, top] = path
  const own = { schema, conversion, path }
  if (!extension || !top || !isExtension(extension.element)) return own
  const { namespace } = top.element
  const found = namespace !== '' && isKnown(namespace, extension.element) ? others?.forNamespace(namespace) : undefined
  return found?.kind === 'schema' ? { schema: found.schema, conversion: Conversion.none, path: path.slice(2) } : own
}

/** The schemas for what may stand in an `<extension>`, by the prefixes that it declares for them. */
export function schemasIn({ others }: Description, extension: EffectiveElement): ReadonlyMap<string, Schema> {
  const found = new Map<string, Schema>()
  if (!isExtension(extension)) return found
  for (const { name, value } of extension.source.startTag.attributes) {
    const prefix = declaredPrefix(name)
    const known = prefix && value !== '' ? others?.forNamespace(value) : undefined
    if (prefix && known?.kind === 'schema') found.set(prefix, known.schema)
  }
  return found
}

interface Place {
  readonly file: FileText
  readonly offset: number
}

/** Whether a prefix that is declared on `<extension>` itself stands for the namespace: kiwi forgets those of `<image>`. */
function isKnown(namespace: string, extension: EffectiveElement): boolean {
  return extension.source.startTag.attributes.some(({ name }) => {
    const prefix = declaredPrefix(name)
    return prefix !== undefined && extension.resolvePrefix?.(prefix) === namespace
  })
}

type Group = Extract<EffectiveContent, { kind: 'group' }>

const holding = new WeakMap<Group, boolean>()

/** Whether an `<extension>` with content is in the group; remembered, so that an edit elsewhere costs nothing. */
function holdsExtension(group: Group): boolean {
  // What is in a run has no content.
  if (group.run) return false
  const known = holding.get(group)
  if (known !== undefined) return known
  let holds = false
  for (const child of group.children)
    holds ||= child.kind === 'element' ? isExtension(child) : child.kind === 'group' && holdsExtension(child)
  holding.set(group, holds)
  return holds
}

function* extensionsIn(group: Group, place: Place): Generator<Place & { element: EffectiveElement }> {
  if (!holdsExtension(group)) return
  for (const found of elementsIn(group, place)) if (isExtension(found.element)) yield found
}

function* elementsIn(item: EffectiveContent, place: Place): Generator<Place & { element: EffectiveElement }> {
  if (item.kind === 'element') yield { ...place, element: item }
  if (item.kind !== 'group') return
  for (const { child, inner } of childPlaces(item, place)) yield* elementsIn(child, inner)
}

function isExtension({ namespace, localName }: EffectiveElement): boolean {
  return localName === 'extension' && namespace === ''
}
