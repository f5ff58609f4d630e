/**
 * The engine on kiwi's own schemas, as set-up fetches them: they load, descriptions get the verdict that jing gives, and it
 * is fast.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { contextAt } from '../../../server/src/relaxng/expectation'
import { loadGrammar } from '../../../server/src/relaxng/grammar'
import type { Grammar } from '../../../server/src/relaxng/grammar'
import type { XmlContent, XmlElement } from '../../../server/src/xml/instance'
import { validatorOf } from '../../../server/src/relaxng/validation'
import { randomFrom } from '../../support/random'
import type { Random } from '../../support/random'
import { jingVerdictsOf } from './jing'
import { document, problems } from './support'

const folder = 'schemas/kiwi'
const newest = path.join(folder, '8.5.rng')

function kiwiGrammar(file = newest): Grammar {
  const { grammar, errors } = loadGrammar(file, url => readFileSync(url, 'utf8'))
  assert.deepEqual(errors, [])
  assert.ok(grammar !== undefined)
  return grammar
}

const minimal = `<image name="tiny" schemaversion="8.5"><description type="system"><author>A</author><contact>a@b</contact>
  <specification>Tiny</specification></description><preferences/></image>`

const description = `<image name="full" schemaversion="8.5">
  <include from="this://./part.xml"/>
  <description type="system"><author>A</author><contact>a@b</contact><specification>All sorts</specification></description>
  <profiles><profile name="Disk" description="a disk" import="true"/><profile name="Live" description="a live system"><requires profile="Disk"/></profile></profiles>
  <preferences>
    <version>1.2.3</version><packagemanager>zypper</packagemanager><locale>en_US</locale><keytable>us</keytable><timezone>UTC</timezone>
    <rpm-check-signatures>false</rpm-check-signatures><bootloader-theme>x</bootloader-theme>
    <type image="oem" filesystem="ext4" firmware="uefi" kernelcmdline="quiet" bootpartition="false" format="qcow2">
      <bootloader name="grub2" output_console="serial" timeout="5"/><size unit="G" additive="true">4</size>
      <oemconfig><oem-resize>true</oem-resize><oem-swap>true</oem-swap><oem-swapsize>512</oem-swapsize></oemconfig>
      <systemdisk name="vg"><volume name="home" size="1G"/><volume name="@root" freespace="500M"/></systemdisk>
      <machine memory="1024" guestOS="suse"><vmdisk controller="ide" id="0"/><vmnic driver="e1000" interface="0" mac="00:11:22:33:44:55"/></machine>
    </type>
  </preferences>
  <preferences profiles="Live"><type image="docker"><containerconfig name="c" tag="t"><entrypoint execute="/bin/sh"><argument name="-c"/></entrypoint>
    <expose><port number="80/tcp"/></expose><labels><label name="a" value="b"/></labels></containerconfig></type></preferences>
  <users><user name="root" password="x" pwdformat="plain" groups="root,wheel:10"/></users>
  <repository type="rpm-md" alias="main" priority="10" imageinclude="true"><source path="obs://A/B"><signing key="file:///k"/></source></repository>
  <packages type="image" patternType="plusRecommended" profiles="Disk"><namedCollection name="base"/><package name="kernel" arch="x86_64,aarch64"/>
    <archive name="root.tar"/><ignore name="x"/><product name="y"/></packages>
  <packages type="bootstrap"><package name="filesystem"/></packages>
  <extension xmlns:my="urn:my"><my:thing><my:deep attribute="x">text</my:deep></my:thing></extension>
</image>`

describe("kiwi's schemas", () => {
  it('load, every one of them', () => {
    const files = readdirSync(folder).filter(name => name.endsWith('.rng'))
    assert.ok(files.length >= 9)
    for (const file of files) assert.ok(kiwiGrammar(path.join(folder, file)).elements.length > 80, file)
  })

  it('accept a minimal and a full description', () => {
    assert.deepEqual(problems(kiwiGrammar(), document(minimal)), [])
    assert.deepEqual(problems(kiwiGrammar(), document(description)), [])
  })

  const mistakes: readonly (readonly [string, RegExp | string, string, ...string[]])[] = [
    [
      'a wrong attribute',
      'filesystem="ext4"',
      'filesytem="ext4"',
      '/image/preferences/type: attribute-not-allowed filesytem'
    ],
    [
      'a wrong value',
      'controller="ide"',
      'controller=""',
      '/image/preferences/type/machine/vmdisk: attribute-value-invalid controller'
    ],
    ['a wrong package manager', 'zypper', 'yum', '/image/preferences/packagemanager: text-invalid “yum”'],
    ['a misspelt element', /packagemanager/g, 'packagemanger', '/image/preferences/packagemanger: element-not-allowed'],
    [
      'a misspelt attribute that is needed',
      '<package name="kernel"',
      '<package nam="kernel"',
      '/image/packages/package: attribute-not-allowed nam'
    ],
    ['an element that is missing', '<author>A</author>', '', '/image/description: content-incomplete'],
    ['a misspelt element that is needed', /author>/g, 'auhtor>', '/image/description/auhtor: element-not-allowed'],
    [
      'an element given twice',
      '<author>A</author>',
      '<author>A</author><author>B</author>',
      '/image/description/author: element-not-allowed'
    ],
    [
      'attributes that exclude each other',
      'imageinclude="true"',
      'imageinclude="true" imageonly="true"',
      '/image/repository: attribute-not-allowed imageonly'
    ],
    [
      'an element at a wrong place',
      '<archive name="root.tar"/>',
      '<user name="x"/>',
      '/image/packages/user: element-not-allowed'
    ],
    ['text at a wrong place', '<users>', '<users>text', '/image/users/text: text-not-allowed'],
    [
      'an unknown element in an extension',
      '<my:thing>',
      '<thing/><my:thing>',
      '/image/extension/thing: element-not-allowed'
    ],
    ['an empty list of users', /<user .*"\/>(?=<\/users>)/, '', '/image/users: content-incomplete'],
    [
      'a wrong element that hides the missing one',
      /<user .*"\/>(?=<\/users>)/,
      '<person/>',
      '/image/users/person: element-not-allowed'
    ]
  ]
  for (const [what, before, after, ...expected] of mistakes) {
    it(`tell ${what}, once`, () => {
      const changed = description.replace(before, after)
      assert.notEqual(changed, description)
      const found = problems(kiwiGrammar(), document(changed))
      assert.deepEqual(
        found.map(problem => problem.replace(/ \([^)]*\)$/, '')),
        expected
      )
    })
  }

  it('keep their documentation', () => {
    const root = document(description)
    const context = contextAt(kiwiGrammar(), [root])
    assert.match(context?.documentation ?? '', /root element/)
    assert.match(context?.attributes().find(({ name }) => name.localName === 'name')?.documentation ?? '', /name/)
  })

  it('get the verdicts of jing on random mutants', function () {
    this.timeout(120_000)
    const random = randomFrom(Number(process.env['RELAXNG_SEED'] ?? 11))
    const mutants = Array.from({ length: Number(process.env['RELAXNG_MUTANTS'] ?? 300) }, () =>
      mutant(random, description)
    )
    const grammar = kiwiGrammar()
    const ours = mutants.map(text => validatorOf(grammar).validate(document(text)).problemCount === 0)
    const below = mkdtempSync(path.join(tmpdir(), 'relaxng-'))
    const theirs = jingVerdictsOf(below, newest, mutants)
    rmSync(below, { recursive: true })
    assert.ok(theirs !== undefined)
    assert.deepEqual(
      mutants.filter((_, index) => ours[index] !== theirs[index]),
      []
    )
    const share = ours.filter(valid => valid).length / ours.length
    assert.ok(share > 0.1 && share < 0.9, `${share} of the mutants are valid`)
  })

  it('keep the patterns of old documents within bounds, and verdicts right', function () {
    this.timeout(30_000)
    const random = randomFrom(5)
    const grammar = kiwiGrammar()
    const validator = validatorOf(grammar)
    const elements = ['image', 'preferences', 'type'].map(name => leaf(name, [], []))
    const names =
      contextAt(grammar, elements)
        ?.attributes()
        .map(({ name }) => name.localName) ?? []
    let most = 0
    for (let round = 0; round < 1000; round += 1) {
      const attributes = names
        .map(localName => ({ localName, order: random.below(1000) }))
        .sort((one, other) => one.order - other.order)
        .map(({ localName }) => ({ namespace: '', localName, value: 'x' }))
      const type = leaf('type', attributes, [])
      validator.validate(leaf('image', [], [leaf('preferences', [], [type])]))
      most = Math.max(most, grammar.table.derivedCount)
    }
    assert.ok(most > 5000 && most < 12_000, `${most} patterns`)
    assert.deepEqual(problems(grammar, document(description)), [])
  })

  it('are not slowed down by masses of mistakes', function () {
    this.timeout(5000)
    const validator = validatorOf(kiwiGrammar())
    const masses = Array.from({ length: 20_000 }, (_, index) => index)
    const attributes = masses.map(index => ({ namespace: '', localName: `nam${index}`, value: '' }))
    const children = masses.map(index => leaf(['prefrences', 'usrs', `packages${index}`][index % 3] ?? '', [], []))
    let nested = leaf('packages', [], [])
    for (let depth = 0; depth < 256; depth += 1) nested = leaf('packages', [], [{ kind: 'group', children: [nested] }])
    assert.ok(validator.validate(leaf('image', attributes, [])).problemCount > 20_000)
    assert.ok(validator.validate(leaf('image', [], children)).problemCount > 20_000)
    assert.ok(validator.validate(leaf('image', [], [nested])).problemCount > 256)
  })

  it('look at nothing again that has not changed', function () {
    this.timeout(20_000)
    const validator = validatorOf(kiwiGrammar())
    const before = withPackages(20_000)
    const first = validator.validate(before.root)
    assert.equal(first.problemCount, 0)
    assert.ok(before.reads() >= 20_000)
    const reads = before.reads()
    for (let round = 0; round < 100; round += 1) assert.equal(validator.validate(before.root), first)
    const { root } = before.withAnother()
    assert.equal(validator.validate(root).problemCount, 1)
    assert.equal(before.reads(), reads)
  })
})

/**
 * A description with many packages in balanced groups; `withAnother` puts a wrong one in, sharing all the rest, and `reads`
 * tells how often the attributes of packages were looked at.
 */
function withPackages(count: number) {
  const base = document(minimal)
  const rootWith = (packages: readonly XmlContent[]): XmlElement => {
    const type = [{ namespace: '', localName: 'type', value: 'image' }]
    return { ...base, content: { kind: 'group', children: [base.content, leaf('packages', type, packages)] } }
  }
  let reads = 0
  const leaves = balanced(
    Array.from({ length: count }, (_, index): XmlElement => {
      const attributes = [{ namespace: '', localName: 'name', value: `package-${index}` }]
      return {
        ...leaf('package', [], []),
        get attributes() {
          reads += 1
          return attributes
        }
      }
    })
  )
  return {
    root: rootWith(leaves),
    reads: () => reads,
    withAnother: () => ({ root: rootWith([...leaves.slice(1), leaf('package', [], [])]) })
  }
}

function leaf(localName: string, attributes: XmlElement['attributes'], children: readonly XmlContent[]): XmlElement {
  return { kind: 'element', namespace: '', localName, attributes, content: { kind: 'group', children } }
}

function balanced(items: readonly XmlContent[]): readonly XmlContent[] {
  if (items.length <= 32) return items
  const groups: XmlContent[] = []
  for (let index = 0; index < items.length; index += 32) {
    groups.push({ kind: 'group', children: items.slice(index, index + 32) })
  }
  return balanced(groups)
}

/** The description with one or two random changes, still well-formed. */
function mutant(random: Random, text: string): string {
  const once = mutated(random, text)
  return random.below(3) === 0 ? mutated(random, once) : once
}

function mutated(random: Random, text: string): string {
  const attributes = [...text.matchAll(/ ([a-zA-Z_]+)="([^"]*)"/g)]
  const elements = [...text.matchAll(/<([a-zA-Z-]+)( [^<>]*)?\/>|<([a-zA-Z-]+)>[^<>]*<\/\3>/g)]
  const attribute = random.pick(attributes)
  const element = random.pick(elements)
  const other = random.pick(elements)
  const cut = (match: RegExpExecArray, replacement: string): string =>
    text.slice(0, match.index) + replacement + text.slice(match.index + match[0].length)
  const values = [
    '',
    ' true ',
    '1',
    '-1',
    'x y',
    '4096',
    'oem',
    'ext3',
    ' x ',
    '1G',
    'all',
    'serial',
    'a,b',
    'https://x/y'
  ]
  switch (random.below(9)) {
    case 0:
      return cut(attribute, '')
    case 1:
      return cut(attribute, ` ${attribute[1] ?? ''}="${random.pick(values)}"`)
    case 2:
      return cut(attribute, ` ${random.pick(attributes)[1] ?? ''}2="${attribute[2] ?? ''}"`)
    case 3:
      return cut(element, '')
    case 4:
      return cut(element, element[0] + element[0])
    case 5:
      return cut(element, element[0] + other[0])
    case 6:
      return cut(element, `<!-- note -->${element[0]}  `)
    case 7:
      return cut(
        element,
        element[0].replace(/^<[a-zA-Z-]+>[^<>]*</, start => start.replace(/>.*</s, `>${random.pick(values)}<`))
      )
    default:
      return cut(
        element,
        `${element[0]}${random.pick(['text', ' ', '<unknown/>', '<!-- -->', '<x:y xmlns:x="urn:x"/>'])}`
      )
  }
}
