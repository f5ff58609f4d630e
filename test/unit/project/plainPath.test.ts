/** Tests how the Python environments of a checkout with a blank in its path get a path without one. */
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isPlainPathMade, makePlainPath, plainPath } from '../../../scripts/setup/plainPath.mjs'
import { temporaryFolder } from '../../support/folders'

const scratch = temporaryFolder('plain')
const folder = path.join(scratch, 'with a blank')
const cache = path.join(scratch, 'cache')
after(() => rmSync(scratch, { recursive: true }))

describe('the plain path of a folder', () => {
  it('is its own where that has no blank', () => {
    assert.equal(plainPath(cache, '/no/such'), cache)
    assert.equal(isPlainPathMade(cache, '/no/such'), true)
  })

  it('is that of a link where it has one', () => {
    mkdirSync(folder)
    writeFileSync(path.join(folder, 'file'), 'here')
    const link = plainPath(folder, cache)
    assert.match(path.relative(scratch, link), /^cache\/kiwi-image-descriptions\/[0-9a-f]{12}$/)
    assert.equal(isPlainPathMade(folder, cache), false)
    makePlainPath(folder, cache)
    assert.equal(isPlainPathMade(folder, cache), true)
    assert.equal(readFileSync(path.join(link, 'file'), 'utf8'), 'here')
  })

  it('is made anew where the link leads elsewhere', () => {
    const link = plainPath(folder, cache)
    rmSync(link)
    symlinkSync('/elsewhere', link)
    assert.equal(isPlainPathMade(folder, cache), false)
    makePlainPath(folder, cache)
    assert.equal(isPlainPathMade(folder, cache), true)
  })

  it('is another one for another folder', () => {
    assert.notEqual(plainPath(folder, cache), plainPath(`${folder} too`, cache))
  })

  it('cannot be had where the home folder has a blank as well', () => {
    assert.throws(() => plainPath(folder, '/home/my self/.cache'), {
      message:
        `kiwi cannot build from a path with blanks, and ${folder} is one, and so is /home/my self/.cache: move the checkout ` +
        'to a path of letters, digits and / . _ - only, then type the command again.'
    })
  })
})
