/** Descriptions whose long lists are judged as runs get the verdict that they get element by element. */
import assert from 'node:assert/strict'
import { Description } from '../../../server/src/description/description'
import { SourceTree } from '../../../server/src/syntax/sourceTree'
import type { XmlContent, XmlElement } from '../../../server/src/xml/instance'
import { schemaOf } from '../../support/descriptions'
import { randomFrom, type Random } from '../../support/random'

const head =
  '<image schemaversion="7.5" name="x"><description type="system"><author>A</author><contact>c@example.org</contact>' +
  '<specification>s</specification></description><profiles><profile name="P" description="p"/><profile name="Q"' +
  ' description="q"/></profiles><preferences><version>1.0.0</version><packagemanager>dnf</packagemanager>' +
  '<type image="oem" filesystem="xfs" firmware="efi"><bootloader name="grub2" console="serial"/></type></preferences>' +
  '<repository><source path="obs://a/b"/></repository>'

const lines = [
  Array.from({ length: 12 }, (_, index) => `<package name="p${String(index)}"/>`),
  ['<package name="a" arch="x86_64"/>', '<package arch="aarch64" name="a"/>', '<!-- note -->', '<archive name="t"/>'],
  ['<ignore name="i"/>', '<namedCollection name="n"/>', '<product name="p"/>', '<package name="" bootinclude="true"/>']
].flat()

const mistakes = [
  ['<package/>', '<package name="a" nmae="b"/>', '<package name="a" arch="not an arch!"/>', '<pakcage name="x"/>'],
  ['<package name="a" bootinclude="maybe"/>', '<user name="u" password="p"/>', '<include from="this://./x.xml"/>'],
  ['stray', '<package name="a">text</package>', '<bootloader name="grub2" console="serial"/>', '<x:y xmlns:x="u"/>']
].flat()

const noFiles = { tree: () => undefined }

/** The same without runs, element by element. */
function loose<Item extends XmlContent>(item: Item): Item {
  if (item.kind === 'group') {
    const { children } = item
    return { ...item, run: undefined, children: children.map(loose) }
  }
  return item.kind === 'element' ? { ...item, content: loose(item.content) } : item
}

function verdict(root: XmlElement): unknown {
  const { validator, rules } = schemaOf()
  const failures = rules.check(root).map(({ message, path }) => [message, path])
  return { result: plain(validator.validate(root)), failures }
}

/** Patterns refer to one another in circles: they are told apart by their numbers. */
function plain(result: unknown): unknown {
  return JSON.parse(
    JSON.stringify(result, (key, value: unknown) => (key === 'wanted' ? idOf(value) : key === 'source' ? '' : value))
  )
}

function idOf(pattern: unknown): unknown {
  return typeof pattern === 'object' && pattern !== null && 'id' in pattern ? pattern.id : pattern
}

function countRuns(item: XmlContent): number {
  if (item.kind === 'group') return item.run ? 1 : item.children.reduce((sum, child) => sum + countRuns(child), 0)
  return item.kind === 'element' ? countRuns(item.content) : 0
}

describe('a description with runs', () => {
  for (const seed of Array.from({ length: 8 }, (_, index) => index + 1)) {
    it(`is judged as element by element, seed ${String(seed)}`, function () {
      this.timeout(60_000)
      const random = randomFrom(seed)
      for (let round = 0; round < 40; round += 1) {
        const text = randomDescription(random)
        const file = { path: '/config.xml', tree: SourceTree.parse(text) }
        const { root } = new Description(file, noFiles, schemaOf(), { kind: 'description' })
        assert.ok(root)
        assert.ok(countRuns(root.element) > 0)
        const bare = loose(root.element)
        assert.equal(countRuns(bare), 0)
        assert.deepEqual(verdict(root.element), verdict(bare), text)
      }
    })
  }
})

function randomDescription(random: Random): string {
  const mistaken = random.below(3)
  const section = (attributes: string): string => {
    const count = 10 + random.below(80)
    const list = Array.from({ length: count }, () =>
      mistaken > 0 && random.below(25) === 0 ? random.pick(mistakes) : random.pick(lines)
    )
    return `<packages ${attributes}>\n  ${list.join('\n  ')}\n</packages>`
  }
  return `${head}${section('type="image"')}${section('type="image" profiles="P"')}${section('type="bootstrap"')}</image>`
}
