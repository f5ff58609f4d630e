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
  switch (nameClass.kind) {
    case 'name':
      return nameClass.localName === localName && nameClass.namespace === namespace
    case 'anyName':
      return nameClass.except === undefined || !containsName(nameClass.except, namespace, localName)
    case 'nsName':
      return (
        nameClass.namespace === namespace &&
        (nameClass.except === undefined || !containsName(nameClass.except, namespace, localName))
      )
    case 'choice':
      return nameClass.members.some(member => containsName(member, namespace, localName))
  }
}

/** The names that the class lists one by one; those that it takes in by wildcard are not among them. */
export function listedNames(nameClass: NameClass): readonly ExpandedName[] {
  switch (nameClass.kind) {
    case 'name':
      return [nameClass]
    case 'choice':
      return nameClass.members.flatMap(listedNames)
    case 'anyName':
    case 'nsName':
      return []
  }
}

/** Whether the class holds a wildcard. */
export function isInfinite(nameClass: NameClass): boolean {
  return nameClass.kind === 'choice' ? nameClass.members.some(isInfinite) : nameClass.kind !== 'name'
}

/** A string that is the same for two name classes exactly if they are written alike. */
export function nameClassKey(nameClass: NameClass): string {
  switch (nameClass.kind) {
    case 'name':
      return `=${JSON.stringify([nameClass.namespace, nameClass.localName])}`
    case 'anyName':
      return `*${exceptKey(nameClass.except)}`
    case 'nsName':
      return `:${JSON.stringify(nameClass.namespace)}${exceptKey(nameClass.except)}`
    case 'choice':
      return `(${nameClass.members.map(nameClassKey).join('|')})`
  }
}

function exceptKey(except: NameClass | undefined): string {
  return except === undefined ? '' : `-(${nameClassKey(except)})`
}

/** Every name and, under the local name `undefined`, every namespace that the class speaks of, exceptions included. */
export function mentionedNames(nameClass: NameClass): readonly { namespace: string; localName: string | undefined }[] {
  switch (nameClass.kind) {
    case 'name':
      return [nameClass]
    case 'anyName':
      return nameClass.except === undefined ? [] : mentionedNames(nameClass.except)
    case 'nsName':
      return [
        { namespace: nameClass.namespace, localName: undefined },
        ...(nameClass.except === undefined ? [] : mentionedNames(nameClass.except))
      ]
    case 'choice':
      return nameClass.members.flatMap(mentionedNames)
  }
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
