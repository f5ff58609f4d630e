/** Tests what holds for every file of the project: an opening sentence, a bearable length, nothing of one machine. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { filesBelow, projectFiles } from './sources'

const longestFile = 500

const modules = ['client', 'server', 'test', 'scripts', 'schemas'].flatMap(folder =>
  filesBelow(folder, '.ts', '.mjs').filter(file => !/^test\/(editor|fixtures)\//.test(file))
)

describe('modules', () => {
  it('open with a sentence that says what they are for', () => {
    assert.deepEqual(
      modules.filter(file => !/^(#!.*\n)?(\/\*\*\s[\s*]*|\/\/ )[A-Za-z`“]/.test(opening(file))),
      []
    )
  })

  it('are not too long to be read', () => {
    const long = modules.filter(file => readFileSync(file, 'utf8').split('\n').length > longestFile)
    assert.deepEqual(long, [])
  })

  it('leave nothing to be done later', () => {
    const marker = new RegExp(['TO', 'DO|XX', 'X'].join(''))
    assert.deepEqual(
      modules.filter(file => marker.test(readFileSync(file, 'utf8'))),
      []
    )
  })

  it('run no test alone and leave none out', () => {
    const marker = /\b(describe|it|test)\.(skip|only)\(|\b(xit|xdescribe)\(/
    const tests = modules.filter(file => file.startsWith('test/') && !file.endsWith('project/modules.test.ts'))
    assert.deepEqual(
      tests.filter(file => marker.test(readFileSync(file, 'utf8'))),
      []
    )
  })
})

describe('the files of the project', () => {
  // In pieces, so that this file is not the one that names them.
  const hosts = [
    ['registry.npm', 'js.org'],
    ['registry.yarn', 'pkg.com'],
    ['files.python', 'hosted.org'],
    ['py', 'pi.org'],
    ['deb.debian', '.org'],
    ['archive.ubuntu', '.com'],
    ['snapshot.debian', '.org'],
    ['crates', '.io']
  ].map(parts => parts.join(''))

  it('name no registry and no mirror', () => {
    const found = projectFiles().flatMap(file => {
      const text = readFileSync(file, 'utf8')
      return hosts.filter(host => text.includes(host)).map(host => `${file}: ${host}`)
    })
    assert.deepEqual(found, [])
  })

  it('name no folder of one machine', () => {
    const folders = new RegExp(['/wo', 'rk/(main|shared)|/tmp/bash_', 'jobs|/home/[a-z]+/\\.'].join(''))
    assert.deepEqual(
      projectFiles().filter(file => folders.test(readFileSync(file, 'utf8'))),
      []
    )
  })
})

function opening(file: string): string {
  return readFileSync(file, 'utf8').slice(0, 200)
}
