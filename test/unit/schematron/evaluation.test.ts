/** Tests where findings are told, and that a changed tree is judged as a new one, at the cost of the change. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { RuleChecker, type Finding } from '../../../server/src/schematron/evaluation'
import type { XmlContent, XmlElement } from '../../../server/src/xml/instance'
import { loadRules } from '../../../server/src/schematron/loading'
import { ruleSetOf, type RuleSet } from '../../../server/src/schematron/ruleTable'
import { randomFrom, type Random } from '../../support/random'
import { schemaOf } from './constructs'
import { instanceOf } from './instances'

function rulesOf(rules: string): RuleSet {
  return ruleSetOf(loadRules('/schema.rng', () => schemaOf(rules)).rules)
}

function pattern(id: string, context: string, test: string): string {
  return `<sch:pattern id="${id}"><sch:rule context="${context}"><sch:assert test="${test}">no</sch:assert></sch:rule></sch:pattern>`
}

/** The element that the path of a finding leads to. */
function followed(root: XmlElement, { path: way }: Finding): XmlContent {
  let item: XmlContent = root
  for (const index of way) {
    if (item.kind === 'element') item = item.content
    assert.equal(item.kind, 'group')
    const child: XmlContent | undefined = item.children[index]
    assert.ok(child)
    item = child
  }
  return item
}

describe('findings of Schematron rules', () => {
  it('lead to the element, as given, and know those around it', () => {
    const root = instanceOf('<r><q/><q/><q/><p><a/>text<a x=""/></p></r>', 2)
    const findings = new RuleChecker(rulesOf(pattern('p', 'a', '@x'))).check(root)
    assert.equal(findings.length, 1)
    for (const finding of findings) {
      assert.equal(followed(root, finding), finding.element)
      assert.equal(finding.element.localName, 'a')
      assert.deepEqual(
        finding.ancestors.map(({ localName }) => localName),
        ['r', 'p']
      )
      assert.equal(finding.ancestors[0], root)
    }
  })

  it('name the attributes that the rule speaks of, its context first', () => {
    const root = instanceOf('<r><a z="" y="2" x="1"/></r>')
    const [finding] = new RuleChecker(rulesOf(pattern('p', 'a[@x]', '@y = 1 or ../@z or @w'))).check(root)
    assert.deepEqual(
      finding?.attributes.map(({ localName }) => localName),
      ['x', 'y']
    )
    assert.ok(finding?.attributes.every(attribute => finding.element.attributes.includes(attribute)))
  })

  it('come in document order, and at one element in the order of the patterns', () => {
    const rules = rulesOf(pattern('wide', 'a', '//z') + pattern('near', 'a', '@x') + pattern('b', 'b', '@x'))
    const findings = new RuleChecker(rules).check(instanceOf('<r><a><b/></a><a/></r>'))
    assert.deepEqual(
      findings.map(({ pattern: { id } }) => id),
      ['wide', 'near', 'b', 'wide', 'near']
    )
  })

  it('are told of an element that does not stand in the document yet', () => {
    const checker = new RuleChecker(rulesOf(pattern('p', 'r/a', '@x = ../@x and ../b')))
    const root = instanceOf('<r x="1"><b/></r>')
    const judged = ['1', '2'].map(x => checker.checkElement(instanceOf(`<a x="${x}"/>`), [root]).length)
    assert.deepEqual(judged, [0, 1])
  })
})

/** Rules of every reach: of the element, of what is around it, of the whole document, by place. */
const reaches = [
  pattern('own', 'a[@x]', "@y or b = '1'"),
  pattern('around', 'q/a', "../@x or ../../@y = '1'"),
  pattern('path', "q[@x='1']//b", '@x'),
  pattern('wide', 'a', "//c[@x] or @y = '1'"),
  pattern('sibling', 'b', 'following-sibling::b or not(@y)'),
  pattern('place', 'c[2]', '@x'),
  pattern('attribute', '@x', ". != '2' or ../@y"),
  pattern('root', '/', 'count(//c) &lt; 3')
].join('')

const names = ['a', 'b', 'c', 'q']

function randomElement(depth: number, chance: Random): XmlElement {
  const attributes = ['x', 'y']
    .filter(() => chance.below(10) < 4)
    .map(localName => ({ namespace: '', localName, value: chance.pick(['1', '2']) }))
  return {
    kind: 'element',
    namespace: '',
    localName: chance.pick(names),
    attributes,
    content: randomGroup(depth, chance)
  }
}

function randomGroup(depth: number, chance: Random): XmlContent {
  const children = Array.from({ length: depth === 0 ? 0 : chance.below(9) }, (): XmlContent => {
    const kind = chance.below(100)
    if (kind < 10) return { kind: 'nothing' }
    if (kind < 25) return { kind: 'text', value: chance.pick(['1', '2']) }
    return kind < 40 ? randomGroup(depth - 1, chance) : randomElement(depth - 1, chance)
  })
  return { kind: 'group', children }
}

/** The tree with one thing changed somewhere, all else shared. */
function edited(item: XmlContent, depth: number, chance: Random): XmlContent {
  if (item.kind === 'group' && item.children.length > 0 && chance.below(10) < 9) {
    const at = chance.below(item.children.length)
    return {
      kind: 'group',
      children: item.children.map((child, index) => (index === at ? edited(child, depth - 1, chance) : child))
    }
  }
  if (item.kind === 'element') {
    if (chance.below(10) < 8) return { ...item, content: edited(item.content, depth, chance) }
    const { attributes, localName } = randomElement(0, chance)
    return { ...item, attributes, localName }
  }
  return item.kind === 'group' ? randomGroup(Math.max(1, depth), chance) : randomElement(Math.max(0, depth), chance)
}

function rendered(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ pattern: { id }, message, path: way, attribute }) =>
    [id, message, way.join('.'), attribute?.localName ?? ''].join(' ')
  )
}

/** A description with these in its one list of packages, and a rule that needs the whole document to fail. */
function imageOf(children: readonly XmlContent[]): XmlElement {
  const attributes = ['type', 'bootstrap_package'].map(localName => ({ namespace: '', localName, value: 'x' }))
  const list = {
    kind: 'element' as const,
    namespace: '',
    localName: 'packages',
    attributes,
    content: groupOf(children)
  }
  return { kind: 'element', namespace: '', localName: 'image', attributes: [], content: groupOf([list]) }
}

function groupOf(children: readonly XmlContent[]): XmlContent {
  return { kind: 'group', children }
}

describe('a tree that shares parts with one that was judged before', () => {
  it('is judged like a new one, after any edits', function () {
    this.timeout(60_000)
    const chance = randomFrom(20_240_601)
    const { rules: patterns } = loadRules('/schema.rng', () => schemaOf(reaches))
    const rules = ruleSetOf(patterns)
    const checker = new RuleChecker(rules)
    const told = new Set<string>()
    let root = randomElement(3, chance)
    for (let edit = 0; edit < 1000; edit += 1) {
      const changed = edited(root, 3, chance)
      root = changed.kind === 'element' ? changed : root
      if (edit % 40 === 0) root = randomElement(3, chance)
      const findings = checker.check(root)
      for (const {
        pattern: { id }
      } of findings)
        told.add(id)
      assert.deepEqual(rendered(findings), rendered(new RuleChecker(rules).check(root)))
    }
    assert.deepEqual([...told].sort(), patterns.map(({ id }) => id).sort())
  })

  it('costs what changed', () => {
    const location = path.join('schemas', 'kiwi', '8.5.rng')
    const checker = new RuleChecker(ruleSetOf(loadRules(location, url => readFileSync(url, 'utf8')).rules))
    let read = 0
    const packages: XmlContent[] = Array.from({ length: 20_000 }, (_, index) => ({
      kind: 'element',
      namespace: '',
      localName: 'package',
      get attributes() {
        read += 1
        return [{ namespace: '', localName: 'name', value: `p${index}` }]
      },
      get content(): XmlContent {
        read += 1
        return { kind: 'group', children: [] }
      }
    }))
    const chunks: XmlContent[] = Array.from({ length: 625 }, (_, index) => ({
      kind: 'group',
      children: packages.slice(index * 32, index * 32 + 32)
    }))
    assert.equal(checker.check(imageOf(chunks)).length, 2)
    assert.ok(read >= 20_000)
    read = 0
    const changed = [...chunks.slice(0, 300), groupOf(packages.slice(9600, 9631)), ...chunks.slice(301)]
    assert.equal(checker.check(imageOf(changed)).length, 2)
    assert.ok(read < 100, `${read} reads`)
  })
})
