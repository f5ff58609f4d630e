/** The effective description of an extension is written for kiwi with all that it needs, and nothing of the user's is changed. */
import assert from 'node:assert/strict'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import path from 'node:path'
import { writeEffective } from '../../../client/src/builds/effectiveDescription'
import { removeFolder, temporaryFolder } from '../../support/folders'

let folder: string
let images: string
beforeEach(() => {
  folder = temporaryFolder('effective')
  images = path.join(folder, 'images')
  mkdirSync(path.join(images, 'root/etc'), { recursive: true })
})
afterEach(() => removeFolder(folder))

describe('An effective description', () => {
  it('is written with its files, whose links and permissions stay', async () => {
    writeFileSync(path.join(images, 'config.sh'), '#!/bin/sh\n')
    chmodSync(path.join(images, 'config.sh'), 0o555)
    writeFileSync(path.join(images, 'root/etc/motd'), 'Hello\n', { mode: 0o640 })
    symlinkSync('/run/nothing', path.join(images, 'root/etc/link'))
    const target = path.join(folder, 'target/description')
    await write(target, ['config.sh', 'root'], ['config.sh', 'images.sh', 'sub/edit.sh'])
    assert.deepEqual(readdirSync(target, { recursive: true, encoding: 'utf8' }).toSorted(), [
      'config.sh',
      'config.xml',
      'images.sh',
      'root',
      'root/etc',
      'root/etc/link',
      'root/etc/motd',
      'sub',
      'sub/edit.sh'
    ])
    assert.equal(readFileSync(path.join(target, 'config.xml'), 'utf8'), '<image/>')
    assert.equal(readFileSync(path.join(target, 'config.sh'), 'utf8'), '#!/bin/sh\n')
    assert.equal(readlinkSync(path.join(target, 'root/etc/link')), '/run/nothing')
    assert.deepEqual(
      ['config.sh', 'images.sh', 'root/etc/motd'].map(name => modeOf(path.join(target, name))),
      ['755', '755', '640']
    )
    assert.equal(modeOf(path.join(images, 'config.sh')), '555')
  })

  it('puts a script that does nothing in the place of one that must not run again', async () => {
    const target = path.join(folder, 'description')
    await write(target, [], ['config.sh'])
    const script = readFileSync(path.join(target, 'config.sh'), 'utf8').split('\n').slice(1)
    assert.ok(script.every(line => line === '' || line.startsWith('#')))
  })

  it('goes into no folder that is there already', async () => {
    await assert.rejects(write(images, [], []), /EEXIST/)
    assert.equal(existsSync(path.join(images, 'config.xml')), false)
  })

  for (const name of ['../escaped', '/escaped', 'root/../../escaped', '.']) {
    it(`takes no file by the name ${name}`, async () => {
      const effective = { text: '<image/>', files: [{ path: images, name }], neutralised: [] }
      await assert.rejects(writeEffective(path.join(folder, 'description'), effective), /lies outside of its folder/)
      const script = { text: '<image/>', files: [], neutralised: [name] }
      await assert.rejects(writeEffective(path.join(folder, 'other'), script), /lies outside of its folder/)
    })
  }
})

function write(target: string, names: readonly string[], neutralised: readonly string[]): Promise<void> {
  const files = names.map(name => ({ path: path.join(images, name), name }))
  return writeEffective(target, { text: '<image/>', files, neutralised })
}

function modeOf(file: string): string {
  return (statSync(file).mode & 0o777).toString(8)
}
