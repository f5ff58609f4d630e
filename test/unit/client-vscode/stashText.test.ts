/** The words of the Stashes view. */
import assert from 'node:assert/strict'
import type { Stash, StashDetails } from '../../../client/src/containers/images'
import { code, escape } from '../../../client/src/views/markdown'
import {
  ageText,
  dateText,
  sizeText,
  stashDescription,
  stashFacts,
  stashLabel
} from '../../../client/src/views/stashText'

const now = Date.UTC(2026, 10, 21)
const hour = 3_600_000
const stash: Stash = {
  id: '0123456789abcdef'.repeat(4),
  storage: 'root',
  name: 'deb-mini',
  references: ['localhost/deb-mini:1.0', 'localhost/deb-mini:latest'],
  tags: ['1.0', 'latest'],
  size: 182_000_000,
  created: now - 72 * hour,
  fromKiwi: true,
  maintainer: 'Test Author'
}
const details: StashDetails = {
  id: stash.id,
  references: stash.references,
  architecture: 'amd64',
  size: stash.size,
  layers: [{ digest: 'sha256:1' }, { digest: 'sha256:2' }]
}

describe('a size', () => {
  const sizes: [number, string][] = [
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [9_940, '9.9 kB'],
    [9_960, '10 kB'],
    [182_000_000, '182 MB'],
    [999_600_000, '1.0 GB'],
    [2e15, '2000 TB']
  ]
  for (const [bytes, text] of sizes)
    it(`of ${bytes} bytes is ${text}`, () => assert.equal(sizeText(bytes), text.replace(' ', '\u00A0')))
})

describe('an age', () => {
  const ages: [number, string][] = [
    [-5000, 'just now'],
    [59_999, 'just now'],
    [60_000, '1 minute ago'],
    [hour - 1, '59 minutes ago'],
    [hour, '1 hour ago'],
    [24 * hour, '1 day ago'],
    [29 * 24 * hour, '29 days ago'],
    [31 * 24 * hour, '1 month ago'],
    [364 * 24 * hour, '11 months ago'],
    [366 * 24 * hour, '1 year ago'],
    [800 * 24 * hour, '2 years ago']
  ]
  it('is short where there is little room', () => assert.equal(ageText(now - 72 * hour, now, 'narrow'), '3d ago'))
  for (const [age, text] of ages) it(`of ${age} ms is ${text}`, () => assert.equal(ageText(now - age, now), text))
})

describe('a stash', () => {
  it('is described with its tags', () =>
    assert.equal(stashDescription(stash, now), '1.0, latest · 182\u00A0MB · 3d ago'))

  it('with the tag that every stash has is described without it', () =>
    assert.equal(stashDescription({ ...stash, tags: ['latest'] }, now), '182\u00A0MB · 3d ago'))

  it('without a tag says so', () =>
    assert.equal(stashDescription({ ...stash, tags: [] }, now), 'no tag · 182\u00A0MB · 3d ago'))

  it('is read aloud, with its layers when they are known', () => {
    assert.equal(stashLabel(stash, undefined, now), 'Stash deb-mini, 1.0, latest, 182\u00A0MB, 3 days ago')
    assert.equal(stashLabel(stash, details, now), 'Stash deb-mini, 1.0, latest, 182\u00A0MB, 3 days ago, 2 layers')
  })

  it('has facts', () =>
    assert.deepEqual(stashFacts(stash, details), [
      ['Name', 'localhost/deb-mini:1.0'],
      ['Name', 'localhost/deb-mini:latest'],
      ['Author', 'Test Author'],
      ['Size', '182\u00A0MB'],
      ['Made', dateText(stash.created)],
      ['Architecture', 'amd64'],
      ['Image ID', '0123456789ab']
    ]))
})

describe('foreign text in Markdown', () => {
  it('starts no link, no picture, no table cell', () =>
    assert.equal(escape('a [b](c) ![d] <e> *f* | `g`\nh'), 'a \\[b\\]\\(c\\) \\!\\[d\\] \\<e\\> \\*f\\* \\| \\`g\\` h'))

  it('as code may hold the marks of code', () => {
    assert.equal(code('plain'), '`plain`')
    assert.equal(code('a`b``c'), '``` a`b``c ```')
    assert.equal(code('a|b'), '`a\\|b`')
  })
})
