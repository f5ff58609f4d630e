/** What is wrong with one description, in all the files that it consists of, in words and at places. */
import path from 'node:path'
import type { Description, Inclusion } from '../description/description'
import type { FileText } from '../description/files'
import { oldestVersion } from '../description/conversion'
import type { SourceElement } from '../syntax/tree'
import { includeElements } from '../description/includes'
import type { IncludedFile } from '../description/effective'
import { NamespaceScope } from '../description/namespaces'
import { faultyTagsIn, nameFaults, type FaultyTag } from '../description/names'
import { undeclaredPrefixes } from '../description/problems'
import { finding, nameSpan, valueSpan, type Finding } from './finding'
import { firstReleaseOf } from './advice'
import { checkFindings, remarkFindings } from './checkFindings'
import { extensionFindings, inExtensionsWords } from './extensionFindings'
import { errorsToTell } from './markupErrors'
import { foreignFindings } from './foreignFindings'
import { ruleFindings } from './ruleFindings'
import { schemaFindings } from './schemaFindings'
import { holdsSilencing, isSuppressed } from './suppression'

/** So many findings are enough for a person, and few enough for an editor; those that comments silence come on top. */
export const mostFindings = 1000

/** So many are looked at, silenced ones among them. */
const mostLookedAt = 20 * mostFindings

const remembered = new WeakMap<Description, readonly Finding[]>()
const cut = new WeakSet<Description>()

/** All findings in the files of a description but syntax errors, which belong to a file whoever reads it. */
export function findingsOf(description: Description): readonly Finding[] {
  const known = remembered.get(description)
  if (known) return known
  const found = firstFindings(description).map(each =>
    description.kind === 'extension' ? inExtensionsWords(description, each) : each
  )
  // kiwi comes to its checks only with a description that it could load.
  if (loads(description, found)) found.push(...checkFindings(description))
  if (description.kind === 'extension') found.push(...extensionFindings(description, found, findingsOf, syntaxFindings))
  remembered.set(description, found)
  return found
}

/** Whether there is more wrong with the description than `findingsOf` tells. */
export function isCut(description: Description): boolean {
  findingsOf(description)
  return cut.has(description)
}

function firstFindings(description: Description): Finding[] {
  const trees = new Map(description.files().map(({ path: file, tree }) => [file, tree]))
  const found: Finding[] = []
  let shown = 0
  for (const each of everything(description)) {
    if (shown >= mostFindings || found.length >= mostLookedAt) {
      cut.add(description)
      // The verdict does not hang on how many warnings come first.
      if (found.some(({ stage }) => stage === 'load')) break
      if (each.stage !== 'load') continue
    }
    found.push(each)
    const tree = trees.get(each.path)
    if (!tree || !isSuppressed(each, tree)) shown += 1
  }
  return found
}

/** The syntax errors of one file. */
export function syntaxFindings({ path: file, tree }: FileText): Finding[] {
  return errorsToTell(tree, holdsSilencing(tree) ? mostLookedAt : mostFindings).map(({ code, detail, start, end }) =>
    finding(code, detail === undefined ? {} : { detail }, file, { start, end })
  )
}

function* everything(description: Description): Generator<Finding, void, undefined> {
  if (description.versionProblem) yield* versionFinding(description)
  for (const inclusion of description.inclusions) yield* inclusionFindings(description, inclusion)
  for (const { file, element, offset } of undeclaredPrefixes(description)) {
    const faults = nameFaults(element.source.startTag, prefix => element.resolvePrefix?.(prefix))
    yield* nameFindings(file, { offset, faults })
  }
  yield* schemaFindings(description)
  yield* ruleFindings(description)
  yield* foreignFindings(description)
  if (description.kind !== 'document') yield* remarkFindings(description)
}

/** Whether kiwi could load the description, all of which is known. */
function loads(description: Description, found: readonly Finding[]): boolean {
  return (
    found.every(({ stage }) => stage !== 'load') &&
    description.files().every(({ tree }) => tree.errors().length === 0) &&
    // A document that lies in no folder yet has includes of which nothing is known.
    description.inclusions.every(({ reference }) => reference?.kind !== 'nowhere')
  )
}

function* versionFinding(description: Description): Generator<Finding, void, undefined> {
  const { root, version = '', versionProblem, schema, file } = description
  if (!root || !versionProblem) return
  const { source } = root.element
  const attribute = source.startTag.attributes.find(({ name }) => name === 'schemaversion')
  const span = attribute ? valueSpan(source, attribute, root.offset) : nameSpan(source, root.offset)
  // A value that is not there yet is told as a syntax error already.
  if (attribute?.valueStart === -1) return
  const target = schema.version
  switch (versionProblem) {
    case 'missing':
      yield finding('schemaversion-missing', { newest: target }, file.path, span)
      break
    case 'malformed':
      yield finding('schemaversion-malformed', { version, newest: target }, file.path, span)
      break
    case 'too-old':
      yield finding('schemaversion-too-old', { version, oldest: oldestVersion }, file.path, span)
      break
    case 'too-new':
      yield finding(
        'schemaversion-too-new',
        {
          version,
          target,
          kiwi: schema.title,
          chosenBy: schema.chosenBy,
          needed: firstReleaseOf(schema, version.trim())
        },
        file.path,
        span
      )
      break
    case 'unknown':
      yield finding('schemaversion-unknown', { version, target }, file.path, span)
      break
  }
}

function* inclusionFindings(
  description: Description,
  { element, reference, failure, file, found }: Inclusion
): Generator<Finding, void, undefined> {
  const from = element.node.startTag.attributes.find(({ name }) => name === 'from')
  if (!reference || !from) return
  const own = description.file.path
  const value = from.value
  const span = valueSpan(element.node, from, element.offset)
  switch (reference.kind) {
    case 'itself':
      yield finding('include-itself', {}, own, span)
      return
    case 'nowhere':
      return
    case 'not-a-file':
      yield finding('include-not-a-file', { from: value }, own, span)
      return
    case 'working-folder':
      yield finding('include-working-folder', { from: value, path: reference.path }, own, span)
      return
    case 'malformed':
      yield finding('include-malformed', { from: value }, own, span)
      return
    case 'relative':
    case 'file':
  }
  if (failure === 'missing') yield finding('include-missing', { from: value, path: reference.path }, own, span)
  else if (reference.part) yield finding('include-part', { from: value }, own, span)
  else if (failure === 'not-an-image' && found?.tree.errors().length === 0)
    yield finding('include-not-image', { file: path.basename(reference.path) }, own, span)
  else if (reference.kind === 'relative') yield finding('include-relative', { from: value }, own, span)
  // Of a file that brings nothing in, and of the root of one that does, nothing else is judged.
  const unjudged = file ? [rootTag(file)] : found ? faultyTagsIn(found.tree) : []
  for (const tag of unjudged) if (found) yield* nameFindings(found, tag)
  // Nor of the include in the place of which the file comes.
  if (file) yield* nameFindings(description.file, includeTag(description, element))
  if (file) yield* nestedIncludes(file)
}

function* nestedIncludes({
  path: file,
  root,
  contentOffset,
  tree
}: FileText & { root: SourceElement; contentOffset: number }) {
  const end = contentOffset + root.content.measure.length
  for (const { node, offset } of includeElements(tree))
    if (offset < end) yield finding('include-nested', {}, file, nameSpan(node, offset))
}

function includeTag({ root }: Description, { node, offset }: Inclusion['element']): FaultyTag {
  const outer = NamespaceScope.outermost.within(root?.element.source.startTag.attributes ?? [])
  const scope = outer.within(node.startTag.attributes)
  return { offset, faults: nameFaults(node.startTag, scope.resolve) }
}

function rootTag({ root, contentOffset }: IncludedFile): FaultyTag {
  const scope = NamespaceScope.outermost.within(root.startTag.attributes)
  const faults = nameFaults(root.startTag, scope.resolve)
  return { offset: contentOffset - root.startTag.text.length, faults }
}

function* nameFindings({ path: file }: FileText, { offset, faults }: FaultyTag): Generator<Finding, void, undefined> {
  for (const { kind, name, start, end } of faults) {
    const span = { start: offset + start, end: offset + end }
    if (kind === 'prefix-undeclared') yield finding(kind, { prefix: name.slice(0, name.indexOf(':')) }, file, span)
    else if (kind === 'namespace-invalid' || kind === 'name-not-ascii') yield finding(kind, { name }, file, span)
    else yield finding(kind, { detail: name }, file, span)
  }
}
