/** What kiwi finds and prints, read: descriptions in a folder, names of stashes, results, boxes, stash directories. */
import assert from 'node:assert/strict'
import { parseBoxes } from '../../../client/src/kiwi/boxes'
import { findDescription, referenceFile } from '../../../client/src/kiwi/lookup'
import { isFresh, mainResult, parseBoxResult, parseResult } from '../../../client/src/kiwi/results'
import { parseStashList } from '../../../client/src/kiwi/stashList'
import {
  proposeStashName,
  registryProblem,
  stashNameProblem,
  stashReferenceProblem,
  stashTagProblem
} from '../../../client/src/kiwi/stashName'
import { fixture } from './support'

describe('the description that kiwi finds', () => {
  const table: readonly [string, readonly string[], boolean, string | undefined][] = [
    ['config.xml before all', ['a.kiwi', 'config.xml'], true, 'config.xml'],
    ['image/config.xml before *.kiwi', ['a.kiwi'], true, 'image/config.xml'],
    ['the first by bytes: capitals first', ['a.kiwi', 'Z.kiwi'], false, 'Z.kiwi'],
    ['the first by bytes: beyond ASCII last', ['ä.kiwi', 'z.kiwi'], false, 'z.kiwi'],
    ['the first by bytes: by code point, not by UTF-16', ['\u{1F427}.kiwi', '\uFF5E.kiwi'], false, '\uFF5E.kiwi'],
    ['no hidden file', ['.a.kiwi', 'b.kiwi'], false, 'b.kiwi'],
    ['no other case', ['a.KIWI', 'config.XML'], false, undefined],
    ['no other names', ['config.yml', 'kiwi', 'a.kiwi.bak'], false, undefined],
    ['nothing', [], false, undefined]
  ]
  for (const [what, files, hasImageConfig, expected] of table) {
    it(what, () => assert.equal(findDescription({ files, hasImageConfig }), expected))
  }

  it('needs no name; any other does', () => {
    const listing = { files: ['b.kiwi', 'a.kiwi'], hasImageConfig: false }
    assert.deepEqual(referenceFile('/d', 'a.kiwi', listing), { directory: '/d' })
    assert.deepEqual(referenceFile('/d', 'b.kiwi', listing), { directory: '/d', kiwiFile: 'b.kiwi' })
    assert.deepEqual(referenceFile('/d', 'x.xml', listing), { directory: '/d', kiwiFile: 'x.xml' })
  })
})

describe('names', () => {
  it('of stashes follow the rules of kiwi and of podman', () => {
    for (const name of ['ab', 'deb-mini', '0a', 'a--b', '12']) assert.equal(stashNameProblem(name), undefined, name)
    for (const name of ['', 'a', 'Leap-VM', 'bad_name', 'a.b', '-a', 'a-', 'a b', 'ä-b', 'a\nb', 'ab\n']) {
      assert.equal(typeof stashNameProblem(name), 'string', JSON.stringify(name))
    }
  })

  it('in capitals are told when they would fail', () => {
    assert.equal(
      stashNameProblem('Tools'),
      'The name of a stash is in lower case: podman refuses capitals after all the work is done.'
    )
  })

  it('are proposed from the name of the image', () => {
    assert.equal(proposeStashName('Leap-VM_15.6'), 'leap-vm-15-6')
    assert.equal(proposeStashName('_x_'), undefined)
    assert.equal(proposeStashName('Ö'), undefined)
  })

  it('of tags', () => {
    for (const tag of ['latest', '1.0', '_x', '2026-11-20']) assert.equal(stashTagProblem(tag), undefined, tag)
    for (const tag of ['', '.a', '-a', 'a b', 'a:b', 'a/b', 'x'.repeat(129)]) {
      assert.equal(typeof stashTagProblem(tag), 'string', tag)
    }
  })

  it('of images and registries', () => {
    for (const name of [
      'deb-mini',
      'tools:1.0',
      'team/a__b',
      'localhost/x:latest',
      'HOST.org:5000/x',
      '1d967614d85a'
    ]) {
      assert.equal(stashReferenceProblem(name), undefined, name)
    }
    for (const name of ['', '-x', 'Tools', 'a b', 'a:', 'a/', '/a', 'a$(id)', 'a\n', 'docker://a', 'a@b']) {
      assert.equal(typeof stashReferenceProblem(name), 'string', JSON.stringify(name))
    }
    for (const name of ['127.0.0.1:5000', 'registry.example.org/team', 'docker://h'])
      assert.equal(registryProblem(name), undefined)
    for (const name of ['', 'http://h', 'https://h', '-h', 'h/', 'h h', 'h:port']) {
      assert.equal(typeof registryProblem(name), 'string', name)
    }
  })
})

describe('results', () => {
  const text = JSON.stringify({
    bundle_format: { pattern: '%N', tags: {} },
    image_packages: { compress: false, filename: '/out/x.packages', shasum: false, use_for_bundle: true },
    disk_image: { compress: true, filename: '/out/x.raw', shasum: true, use_for_bundle: true }
  })

  it('are the files with a name', () => {
    assert.deepEqual(parseResult(text), [
      { kind: 'image_packages', path: '/out/x.packages', forBundle: true, compress: false, checksum: false },
      { kind: 'disk_image', path: '/out/x.raw', forBundle: true, compress: true, checksum: true }
    ])
  })

  it('have one that is meant', () => {
    assert.equal(mainResult(parseResult(text) ?? [])?.kind, 'disk_image')
    assert.equal(mainResult([]), undefined)
    const file = { path: '/x', forBundle: true, compress: false, checksum: false }
    assert.equal(mainResult(['image_changes', 'kis_kernel'].map(kind => ({ ...file, kind })))?.kind, 'kis_kernel')
    assert.equal(mainResult([{ ...file, kind: 'image_packages' }]), undefined)
  })

  it('are nothing when they are rubbish', () => {
    for (const wrong of ['', '[]', 'null', '{"a": ', 'gASV']) assert.equal(parseResult(wrong), undefined, wrong)
    assert.deepEqual(parseResult('{"a": 1, "b": {"filename": 2}}'), [])
  })

  it('are fresh when written after the start, in whole seconds', () => {
    assert.equal(isFresh(undefined, 5500), false)
    assert.equal(isFresh(4999, 5500), false)
    assert.equal(isFresh(5000, 5500), true)
    assert.equal(isFresh(9000, 5500), true)
  })

  it('of a box are a number or nothing', () => {
    assert.equal(parseBoxResult('0\n'), 0)
    assert.equal(parseBoxResult('1'), 1)
    for (const wrong of ['', 'abc\n', '-1', '0 0', '1e1']) assert.equal(parseBoxResult(wrong), undefined, wrong)
  })
})

describe('boxes', () => {
  const boxes = [
    {
      name: 'tiny',
      memory: '512M',
      processors: 1,
      architectures: [{ name: 'x86_64', container: '127.0.0.1:5000/tinybox:latest', source: 'http://127.0.0.1:8099' }]
    }
  ]

  it('are read from what kiwi prints, with and without a log line', () => {
    assert.deepEqual(parseBoxes(fixture('boxes.yml')), boxes)
    const line = '[ INFO    ]: 06:09:56 | Reading boxes config file: /home/user/boxes.yml\n'
    assert.deepEqual(parseBoxes(line + fixture('boxes.yml')), boxes)
  })

  it('are nothing when they are rubbish', () => {
    for (const wrong of ['', 'name: tiny', '- 1', '- {name: 1}', '- [', '"', '- *a', '\0']) {
      assert.equal(parseBoxes(wrong), undefined, JSON.stringify(wrong))
    }
    assert.deepEqual(parseBoxes('- {name: a, arch: 5, mem_mb: []}'), [{ name: 'a', architectures: [] }])
    assert.deepEqual(parseBoxes('[]'), [])
  })
})

describe('stash directories', () => {
  it('are sorted, behind log lines', () => {
    const text =
      '[ DEBUG   ]: 06:09:23 | x\n{\n    "/var/tmp/kiwi-stash": [\n        "tools",\n        "Tools"\n    ]\n}\n'
    assert.deepEqual(parseStashList(text), [
      { name: 'Tools', path: '/var/tmp/kiwi-stash/Tools' },
      { name: 'tools', path: '/var/tmp/kiwi-stash/tools' }
    ])
    assert.deepEqual(parseStashList('{ "/var/tmp/kiwi-stash": [] }'), [])
  })

  it('are nothing when they are rubbish', () => {
    for (const wrong of ['', 'usage: kiwi-ng', '[]', '{', '{"a": '])
      assert.equal(parseStashList(wrong), undefined, wrong)
  })
})
