/** What of a stash's description goes out of a build on top of it, because its root tree has it already. */
import path from 'node:path'
import type { EffectiveElement, ItemPlace } from '../effective'
import { elementIn, isForArchitecture, valueOf } from '../selection'
import type { Prepared } from './merge'
import { assembled, partsOf, type Part, type Section } from './sections'
import type { Stack } from './stashes'

/** How folders are looked into; whatever cannot be read is empty. */
export interface Folders {
  /** The names of the files and folders directly in a folder. */
  namesIn(folder: string): readonly string[]
}

/** A file or folder that the build needs beside the description. */
export interface NeededFile {
  /** Absolute. */
  readonly path: string
  /** Relative to the folder of the description. */
  readonly name: string
}

export interface BuildPreparation extends Prepared {
  readonly files: readonly NeededFile[]
  /** Scripts in the stash that would run once more if nothing took their place. */
  readonly neutralised: readonly string[]
  /** What was left out or changed and why, in sentences. */
  readonly notes: readonly string[]
  /** Files that the extension names and that are not there. */
  readonly missing: readonly MissingFile[]
}

export interface MissingFile {
  readonly name: string
  readonly place: ItemPlace
}

/** Scripts that kiwi runs because a file of that name is there. */
const scripts = [
  'post_bootstrap.sh',
  'config.sh',
  'config-overlay.sh',
  'config-host-overlay.sh',
  'images.sh',
  'pre_disk_sync.sh',
  'disk.sh'
]

/** What else kiwi takes from the folder of a description because of its name. */
const takenByName = (name: string) =>
  scripts.includes(name) || name === 'root' || name === 'root.tar.gz' || name.startsWith('config-cdroot.tar')

interface FileAttribute {
  readonly element: string
  readonly attribute: string
  /** Whether the element is a type or stands in one. */
  readonly ofType: boolean
  /** The name that kiwi gives the file in the tree. */
  readonly stored?: string
}

/** Attributes that name files relative to the folder of the description. */
const fileAttributes: readonly FileAttribute[] = [
  { element: 'archive', attribute: 'name', ofType: false },
  { element: 'file', attribute: 'name', ofType: false },
  { element: 'repository', attribute: 'customize', ofType: false },
  { element: 'type', attribute: 'editbootconfig', ofType: true, stored: 'edit_boot_config.sh' },
  { element: 'type', attribute: 'editbootinstall', ofType: true, stored: 'edit_boot_install.sh' },
  { element: 'bootloader', attribute: 'grub_template', ofType: true },
  { element: 'vagrantconfig', attribute: 'embedded_vagrantfile', ofType: true }
]

/** Attributes that may begin with `this://`, and what kiwi makes of that. */
const uriAttributes: readonly { readonly element: string; readonly attribute: string; readonly scheme: string }[] = [
  { element: 'source', attribute: 'path', scheme: 'dir://' },
  { element: 'signing', attribute: 'key', scheme: 'file://' }
]

/** Packages sections of the stash that are done. */
const doneTypes: Readonly<Record<string, string>> = {
  bootstrap: 'its packages were what the tree was begun with, and would be unpacked over it',
  delete: 'these packages are gone already',
  uninstall: 'these packages are gone already'
}

/** Makes both sides ready for a build on top of the stack; `folder` is that of the extension. */
export function prepareBuild(
  stack: Stack,
  folder: string,
  folders: Folders,
  { stash, extension }: Prepared
): BuildPreparation {
  const preparation = new Preparation(stack, folder, folders)
  const bringsContainers = extension.some(({ element }) => element.localName === 'containers')
  const bringsTypes = extension.some(
    ({ element }) =>
      element.localName === 'preferences' &&
      isForArchitecture(element, stack.architecture) &&
      elementIn(element, 'type') !== undefined
  )
  const kept = stash.flatMap(section => preparation.ofStash(section, { bringsContainers, bringsTypes }))
  const own = extension.map(section => preparation.ofExtension(section))
  preparation.takeByName()
  return { ...preparation.result(), stash: kept, extension: own }
}

interface Brought {
  readonly bringsContainers: boolean
  readonly bringsTypes: boolean
}

class Preparation {
  private readonly stack: Stack
  private readonly folder: string
  private readonly folders: Folders
  private readonly files = new Map<string, NeededFile>()
  private readonly notes = new Set<string>()
  private readonly missing: MissingFile[] = []

  constructor(stack: Stack, folder: string, folders: Folders) {
    this.stack = stack
    this.folder = folder
    this.folders = folders
  }

  result(): Omit<BuildPreparation, keyof Prepared> {
    const { files, notes, missing } = this
    return { files: [...files.values()], neutralised: this.neutralised(), notes: [...notes], missing }
  }

  /** The section of the stash, or nothing. */
  ofStash(section: Section, { bringsContainers, bringsTypes }: Brought): Section[] {
    const { element } = section
    const type = element.localName === 'packages' ? valueOf(element, 'type')?.trim() : undefined
    const done = type === undefined ? undefined : doneTypes[type]
    if (done !== undefined) {
      this.notes.add(`The stash's packages of type ${type ?? ''} are left out: ${done}.`)
      return []
    }
    if (element.localName === 'certificates') {
      this.notes.add("The stash's certificates are left out: they are in its tree already.")
      return []
    }
    if (element.localName === 'containers' && !bringsContainers) {
      this.notes.add("The stash's containers are left out: they are in its tree already.")
      return []
    }
    const changed = rewritten(element, section.place, each => this.withoutFiles(each, bringsTypes))
    return changed ? [{ ...section, element: changed }] : []
  }

  /** The section of the extension, as kiwi can build it from another folder and on a tree that has its base. */
  ofExtension(section: Section): Section {
    const { element, place } = section
    const isBootstrap = element.localName === 'packages' && valueOf(element, 'type')?.trim() === 'bootstrap'
    if (isBootstrap)
      this.notes.add(
        "The extension's packages of type bootstrap become packages of type image: the tree of the stash has its base already."
      )
    const asImage = isBootstrap ? withoutAttribute(withValue(element, 'type', 'image'), 'bootstrap_package') : element
    const changed = rewritten(asImage, place, (each, at) => this.withFiles(each, at))
    return { ...section, element: changed ?? asImage }
  }

  /** Scripts and overlays of the extension. */
  takeByName(): void {
    for (const name of this.folders.namesIn(this.folder).filter(takenByName)) this.take(name)
  }

  private neutralised(): string[] {
    const found = new Set<string>()
    for (const { answer } of this.stack.layers)
      if (answer.state === 'described') for (const name of this.folders.namesIn(answer.folder)) found.add(name)
    return scripts.filter(name => found.has(name) && !this.files.has(name))
  }

  /** An element of the stash without the files that are not beside the new description. */
  private withoutFiles(element: EffectiveElement, bringsTypes: boolean): EffectiveElement | undefined {
    if (element.localName === 'archive' || element.localName === 'file') {
      this.notes.add("The stash's archives and files are left out: they are in its tree already.")
      return undefined
    }
    let changed = element
    // Types of the stash that make way for the extension's need nothing.
    for (const { element: name, attribute, ofType, stored } of fileAttributes) {
      if (ofType && bringsTypes) continue
      const value = element.localName === name ? valueOf(element, attribute) : undefined
      if (value === undefined || value.startsWith('/') || this.isThere(this.folder, value)) continue
      const folder = this.stashFolder()
      const kept = [stored, value].find(
        each => each !== undefined && folder !== undefined && this.isThere(folder, each)
      )
      if (kept !== undefined && folder !== undefined) {
        this.files.set(kept, { path: path.join(folder, kept), name: kept })
        changed = withValue(changed, attribute, kept)
        continue
      }
      this.notes.add(`${attribute}="${value}" of the stash's <${name}> is left out: the file is not in the stash.`)
      changed = withoutAttribute(changed, attribute)
    }
    return changed
  }

  /** An element of the extension, whose files come along. */
  private withFiles(element: EffectiveElement, place: ItemPlace): EffectiveElement {
    let changed = element
    for (const { element: name, attribute } of fileAttributes) {
      const value = element.localName === name ? valueOf(element, attribute) : undefined
      if (value === undefined || value === '' || value.startsWith('/')) continue
      if (!this.isThere(this.folder, value)) this.missing.push({ name: value, place })
      // What lies outside of the folder cannot lie beside the new description.
      else if (path.normalize(value).startsWith('..'))
        changed = withValue(changed, attribute, path.resolve(this.folder, value))
      else this.take(value)
    }
    for (const { element: name, attribute, scheme } of uriAttributes) {
      const value = element.localName === name ? valueOf(element, attribute) : undefined
      if (value?.startsWith('this://') === true)
        changed = withValue(changed, attribute, scheme + path.resolve(this.folder, value.slice('this://'.length)))
    }
    return changed
  }

  private take(name: string): void {
    this.files.set(name, { path: path.join(this.folder, name), name })
  }

  private stashFolder(): string | undefined {
    const answer = this.stack.base?.layer.answer
    return answer?.state === 'described' ? answer.folder : undefined
  }

  private isThere(folder: string, name: string): boolean {
    const file = path.resolve(folder, name)
    return this.folders.namesIn(path.dirname(file)).includes(path.basename(file))
  }
}

/** The element with every element in it as `change` gives it; undefined where that leaves it out. */
function rewritten(
  element: EffectiveElement,
  place: ItemPlace,
  change: (element: EffectiveElement, place: ItemPlace) => EffectiveElement | undefined
): EffectiveElement | undefined {
  const own = change(element, place)
  if (!own) return undefined
  const parts = partsOf(own, place)
  const inner = parts.flatMap((part): Part[] => {
    if (part.content.kind !== 'element') return [part]
    const content = rewritten(part.content, part.place, change)
    return content ? [{ ...part, content }] : []
  })
  const isSame = inner.length === parts.length && inner.every(({ content }, index) => content === parts[index]?.content)
  return isSame ? own : assembled(own, inner)
}

function withValue(element: EffectiveElement, name: string, value: string): EffectiveElement {
  const attributes = element.attributes.map(attribute =>
    attribute.namespace === '' && attribute.localName === name ? { ...attribute, value } : attribute
  )
  return { ...element, attributes }
}

function withoutAttribute(element: EffectiveElement, name: string): EffectiveElement {
  return {
    ...element,
    attributes: element.attributes.filter(({ namespace, localName }) => namespace !== '' || localName !== name)
  }
}
