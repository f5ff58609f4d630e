/** What may be done where a build would stop, and where something has no effect. */
import { isImage } from '../../description/includes'
import { nearestNames } from '../../relaxng/spelling'
import { escapeValue } from '../../syntax/escaping'
import { placesFrom } from '../../syntax/sequence'
import type { PlacedNode, SourceAttribute, SourceElement } from '../../syntax/tree'
import { isOf, type Finding } from '../finding'
import { addAttributes, addChildren, attributeSpan, removeAttribute, removeElement } from './edits'
import type { FixPlace, Proposal } from './fix'

type Edit = Proposal['edits'][number]

export function checkFixes(finding: Finding, place: FixPlace): Proposal[] {
  const { element, attribute } = place
  if (!element) return []
  return [
    ...moduleFixes(finding, place),
    ...typeFixes(finding, element),
    ...volumeFixes(finding, element, place),
    ...(attribute ? valueFixes(finding, element, attribute) : []),
    ...removals(finding, element, place)
  ]
}

/** The package that is asked for, in the section for all builds that the type is for. */
function moduleFixes(finding: Finding, { file, path }: FixPlace): Proposal[] {
  const isAsked =
    isOf(finding, 'check-dracut-live-missing') ||
    isOf(finding, 'check-dracut-overlay-missing') ||
    isOf(finding, 'check-dracut-repart-missing') ||
    isOf(finding, 'check-dracut-dump-missing')
  const root = file.tree.documentElement()
  if (!isAsked || !root || !isImage(root.node)) return []
  const { package: name } = finding.facts
  const title = `Add the package ${name}`
  const item = `<package name="${name}"/>`
  const preferences = path.find(({ node }) => node.startTag.name === 'preferences')
  const profiles = preferences && valueIn(preferences, 'profiles')
  const section = childrenOf(root).find(
    each =>
      each.node.startTag.name === 'packages' &&
      valueIn(each, 'type') === 'image' &&
      valueIn(each, 'profiles') === profiles
  )
  if (section) return [{ title, edits: [addChildren(file.tree, section, [item])], isPreferred: true }]
  const binding = profiles === undefined ? '' : ` profiles="${escapeValue(profiles)}"`
  const markup = `<packages type="image"${binding}>\n\t${item}\n</packages>`
  return [{ title, edits: [addChildren(file.tree, root, [markup])], isPreferred: true }]
}

function typeFixes(finding: Finding, element: PlacedNode<SourceElement>): Proposal[] {
  if (isOf(finding, 'check-boot-without-kiwi-initrd') && valueIn(element, 'image') !== 'iso')
    return [setting(element, 'initrd_system', 'kiwi')]
  if (isOf(finding, 'check-boot-missing')) return [setting(element, 'initrd_system', 'dracut')]
  return []
}

function volumeFixes(finding: Finding, element: PlacedNode<SourceElement>, { path, file }: FixPlace): Proposal[] {
  if (isOf(finding, 'check-version-missing')) {
    const edits = [addChildren(file.tree, element, ['<version>1.0.0</version>'])]
    return [{ title: 'Add <version>', edits }]
  }
  if (isOf(finding, 'check-volume-root-name')) {
    const mountpoint = element.node.startTag.attributes.find(({ name }) => name === 'mountpoint')
    const { title, edits } = setting(element, 'name', '@root')
    return [{ title, edits: [...edits, ...(mountpoint ? [removeAttribute(element, mountpoint)] : [])] }]
  }
  const disk = path.find(({ node }) => node.startTag.name === 'systemdisk')
  if (isOf(finding, 'check-volume-label-without-lvm') && disk) {
    const { title, edits } = setting(disk, 'preferlvm', 'true')
    return [{ title: `${title} on <systemdisk>`, edits }]
  }
  return []
}

/** Another value in the place of the one that is told of. */
function valueFixes(finding: Finding, element: PlacedNode<SourceElement>, attribute: SourceAttribute): Proposal[] {
  const write = (value: string): Edit[] => [
    { span: attributeSpan(element, attribute), text: `${attribute.name}="${escapeValue(value)}"` }
  ]
  const listed = attribute.value.split(',')
  const replaced = (name: string, other: string) =>
    [...new Set(listed.map(each => (each.trim() === name ? other : each)))].join(',')
  if (isOf(finding, 'profile-padded')) {
    const value = listed.map(each => each.trim()).join(',')
    return [{ title: `Write ${attribute.name}="${value}"`, edits: write(value), isPreferred: true }]
  }
  if (isOf(finding, 'profile-undeclared') || isOf(finding, 'check-profile-required-undeclared')) {
    const { name, declared } = finding.facts
    const nearest = nearestNames(name, declared)
    return nearest.map(other => ({
      title: `Change it to ${other}`,
      edits: write(replaced(name, other)),
      isPreferred: nearest.length === 1
    }))
  }
  if (isOf(finding, 'arch-never-matches')) {
    const { name, machine } = finding.facts
    return [{ title: `Change ${name} to ${machine}`, edits: write(replaced(name, machine)) }]
  }
  if (isOf(finding, 'address-folder-lost')) {
    const { address, scheme } = finding.facts
    const value = `${scheme}:///${address.replace(/^\w+:/, '').replace(/^\/+/, '')}`
    return [{ title: `Write ${value}`, edits: write(value), isPreferred: true }]
  }
  return []
}

/** What is taken out, by code: the attribute that is told of, or the element. */
function removals(
  finding: Finding,
  element: PlacedNode<SourceElement>,
  { attribute, file, path }: FixPlace
): Proposal[] {
  if (isOf(finding, 'check-swap-name-without-lvm') || isOf(finding, 'check-bootloader-environment'))
    return [{ title: `Remove <${element.node.startTag.name}>`, edits: [removeElement(file.tree, element)] }]
  const repository = path.findLast(({ node }) => node.startTag.name === 'repository')
  if (isOf(finding, 'check-repository-not-public') && repository) return removing(repository, 'imageinclude')
  return attribute && removable.has(finding.code) ? removing(element, attribute.name) : []
}

const removable: ReadonlySet<Finding['code']> = new Set([
  'check-boot-without-kiwi-initrd',
  'check-volume-all-repeated',
  'check-volume-label-reserved',
  'check-volume-label-without-lvm',
  'check-xen-server-and-guest',
  'check-efi-image-size',
  'arch-ignored'
])

function removing(element: PlacedNode<SourceElement>, name: string): Proposal[] {
  const attribute = element.node.startTag.attributes.find(each => each.name === name)
  return attribute ? [{ title: `Remove ${name}`, edits: [removeAttribute(element, attribute)] }] : []
}

/** Gives an attribute a value, whether it is there or not. */
function setting(element: PlacedNode<SourceElement>, name: string, value: string): Proposal {
  const present = element.node.startTag.attributes.find(each => each.name === name)
  const edit = present
    ? { span: attributeSpan(element, present), text: `${name}="${escapeValue(value)}"` }
    : addAttributes(element, [[name, value]])
  return { title: `${present ? 'Write' : 'Add'} ${name}="${value}"`, edits: [edit] }
}

function valueIn({ node }: PlacedNode<SourceElement>, name: string): string | undefined {
  return node.startTag.attributes.find(each => each.name === name)?.value
}

function childrenOf({ node, offset }: PlacedNode<SourceElement>): PlacedNode<SourceElement>[] {
  const start = offset + node.startTag.text.length
  return [...placesFrom(node.content, 0)].flatMap(({ node: child, offset: place }) =>
    child.kind === 'element' ? { node: child, offset: start + place } : []
  )
}
