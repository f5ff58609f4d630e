/**
 * Name classes of RELAX NG: which names an element or attribute pattern stands for.
 */

/** An expanded name; `namespace` is '' for none. */
export interface ExpandedName {
  readonly namespace: string
  readonly localName: string
}

export type NameClass =
  | ({ readonly kind: 'name' } & ExpandedName)
  | { readonly kind: 'anyName'; readonly except: NameClass | undefined }
  | { readonly kind: 'nsName'; readonly namespace: string; readonly except: NameClass | undefined }
  | { readonly kind: 'choice'; readonly members: readonly NameClass[] }

/** One string for an expanded name: the local name, with `{namespace}` before it where there is one. */
export function nameKey(namespace: string, localName: string): string {
  return namespace === '' ? localName : `{${namespace}}${localName}`
}

export function containsName(nameClass: NameClass, namespace: string, localName: string): boolean {
  if (nameClass.kind === 'name') return nameClass.localName === localName && nameClass.namespace === namespace
  if (nameClass.kind === 'choice') return nameClass.members.some(member => containsName(member, namespace, localName))
  if (nameClass.kind === 'nsName' && nameClass.namespace !== namespace) return false
  return nameClass.except === undefined || !containsName(nameClass.except, namespace, localName)
}

/** The names that the class lists one by one; those that it takes in by wildcard are not among them. */
export function listedNames(nameClass: NameClass): readonly ExpandedName[] {
  if (nameClass.kind === 'name') return [nameClass]
  return nameClass.kind === 'choice' ? nameClass.members.flatMap(listedNames) : []
}

/** Whether the class holds a wildcard. */
export function isInfinite(nameClass: NameClass): boolean {
  return nameClass.kind === 'choice' ? nameClass.members.some(isInfinite) : nameClass.kind !== 'name'
}

/** A string that is the same for two name classes exactly if they are written alike. */
export function nameClassKey(nameClass: NameClass): string {
  if (nameClass.kind === 'name') return `=${JSON.stringify([nameClass.namespace, nameClass.localName])}`
  if (nameClass.kind === 'choice') return `(${nameClass.members.map(nameClassKey).join('|')})`
  if (nameClass.kind === 'anyName') return `*${exceptKey(nameClass.except)}`
  return `:${JSON.stringify(nameClass.namespace)}${exceptKey(nameClass.except)}`
}

function exceptKey(except: NameClass | undefined): string {
  return except === undefined ? '' : `-(${nameClassKey(except)})`
}

/** Every name and, under the local name `undefined`, every namespace that the class speaks of, exceptions included. */
export function mentionedNames(nameClass: NameClass): readonly { namespace: string; localName: string | undefined }[] {
  if (nameClass.kind === 'name') return [nameClass]
  if (nameClass.kind === 'choice') return nameClass.members.flatMap(mentionedNames)
  const excepted = nameClass.except === undefined ? [] : mentionedNames(nameClass.except)
  return nameClass.kind === 'anyName'
    ? excepted
    : [{ namespace: nameClass.namespace, localName: undefined }, ...excepted]
}

/** A local name and a namespace that no schema can mention: they stand for "any other". */
export const otherName = '\u0000'

/**
 * Whether some name is in both classes. It is enough to try the names that one of them mentions, and for the wildcards
 * one name that neither mentions (RELAX NG specification, section 7.3).
 */
export function overlaps(one: NameClass, other: NameClass): boolean {
  if (one.kind === 'name') return containsName(other, one.namespace, one.localName)
  if (other.kind === 'name') return containsName(one, other.namespace, other.localName)
  const tried = [...mentionedNames(one), ...mentionedNames(other), { namespace: otherName, localName: undefined }]
  return tried.some(
    ({ namespace, localName = otherName }) =>
      containsName(one, namespace, localName) && containsName(other, namespace, localName)
  )
}
