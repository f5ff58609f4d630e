/** The effective tree: converted, with its inclusions, every item at its place, shared where nothing changed. */
import assert from 'node:assert/strict'
import { Conversion, versionNumber } from '../../../server/src/description/conversion'
import {
  effectiveRoot,
  isInclusion,
  type EffectiveContent,
  type EffectiveElement
} from '../../../server/src/description/effective'
import { SourceTree } from '../../../server/src/syntax/sourceTree'
import type { SourceElement } from '../../../server/src/syntax/tree'

function rootOf(tree: SourceTree): { node: SourceElement; offset: number } {
  const root = tree.documentElement()
  assert.ok(root)
  return root
}

function effective(tree: SourceTree, version = '8.5', included?: { path: string; tree: SourceTree }): EffectiveElement {
  return effectiveRoot(rootOf(tree).node, {
    conversion: Conversion.between(versionNumber(version), '8.5'),
    attributes: written => written,
    included: () => {
      if (!included) return undefined
      const { node, offset } = rootOf(included.tree)
      return { ...included, root: node, contentOffset: offset + node.startTag.text.length }
    }
  })
}

/** The tree as markup; texts in brackets, namespaces in braces, nothing as a dot. */
function render(content: EffectiveContent): string {
  if (content.kind === 'text') return `[${content.value}]`
  if (content.kind === 'nothing') return '.'
  if (content.kind === 'element') return renderElement(content)
  const children = content.children.map(render).join('')
  return isInclusion(content) ? `(${content.file.path}: ${children})` : children
}

function renderElement({ namespace, localName, attributes, content }: EffectiveElement): string {
  const written = attributes.map(
    attribute => ` ${renderName(attribute.namespace, attribute.localName)}=${attribute.value}`
  )
  return `<${renderName(namespace, localName)}${written.join('')}>${render(content)}</>`
}

function renderName(namespace: string, localName: string): string {
  return namespace === '' ? localName : `{${namespace}}${localName}`
}

function check(title: string, version: string, text: string, expected: string, fragment?: string): void {
  it(title, () => {
    const included = fragment === undefined ? undefined : { path: '/f.xml', tree: SourceTree.parse(fragment) }
    assert.equal(render(effective(SourceTree.parse(text), version, included)), expected)
  })
}

describe('the effective tree', () => {
  check(
    'takes text and CDATA as text, comments as nothing',
    '8.5',
    '<a>x&amp;<!--c--><![CDATA[<y>]]></a>',
    '<a>[x&].[<y>]</>'
  )
  check(
    'converts attributes below',
    '8.3',
    '<image><type vga="1" image="oem"/></image>',
    '<image><type image=oem></></>'
  )
  check(
    'converts text',
    '7.5',
    '<image><packagemanager lost="1">dnf<!--x--></packagemanager></image>',
    '<image><packagemanager>[dnf4].</></>'
  )
  check(
    'converts text written in two parts',
    '7.5',
    '<image><packagemanager>d<![CDATA[nf]]></packagemanager></image>',
    '<image><packagemanager>[dnf4].</></>'
  )
  check(
    'leaves text divided by a comment',
    '7.5',
    '<image><packagemanager>d<!---->nf</packagemanager></image>',
    '<image><packagemanager>[d].[nf]</></>'
  )
  check(
    'resolves prefixes and default namespaces',
    '8.5',
    '<a xmlns:p="urn:p"><p:b p:c="1" d="2"/><e xmlns="urn:q"><f/></e></a>',
    '<a><{urn:p}b {urn:p}c=1 d=2></><{urn:q}e><{urn:q}f></></></>'
  )
  check(
    'converts nothing in a namespace',
    '8.3',
    '<a><type xmlns="urn:q" vga="1"/></a>',
    '<a><{urn:q}type vga=1></></>'
  )
  check('keeps an undeclared prefix in the name', '8.5', '<a><p:b/></a>', '<a><p:b></></>')
  check('takes the first of two attributes of a name', '8.5', '<a b="1" b="2"/>', '<a b=1></>')
  check('passes over a lone <', '8.5', '<a>x<</a>', '<a>[x].</>')
  check(
    'puts the elements of a fragment in the place of the include',
    '7.5',
    '<image>\n<include from="x"/>\n</image>',
    '<image>[\n](/f.xml: ..<packagemanager>[dnf4]</>.)[\n]</>',
    '<image name="n">text<!--c--><packagemanager>dnf</packagemanager>\n</image>'
  )

  it('counts undeclared prefixes up to the root', () => {
    const root = effective(SourceTree.parse('<a><b><p:c q:d="1"/><e p:f=""/></b><g/></a>'))
    assert.equal(root.undeclaredPrefixes, 3)
  })

  it('shares what an edit leaves as it was', () => {
    const tree = SourceTree.parse(
      '<image><packages><package name="a"/></packages><users><user name="b"/></users></image>'
    )
    const before = effective(tree)
    const after = effective(tree.edit(tree.text().indexOf('"a"') + 1, tree.text().indexOf('"a"') + 2, 'changed'))
    assert.equal(after.content.children[1], before.content.children[1])
    assert.notEqual(after.content.children[0], before.content.children[0])
  })

  it('gives one source node one element for each conversion', () => {
    const tree = SourceTree.parse('<image><type vga="1"/></image>')
    assert.equal(effective(tree, '8.4').content, effective(tree, '8.4').content)
    assert.notEqual(effective(tree, '8.4').content, effective(tree, '8.5').content)
  })
})
