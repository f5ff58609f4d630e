/** Tests what the installed extension shows as its README. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { readmeForPackage } from '../../../scripts/packagedReadme.mjs'

describe('the packaged README', () => {
  it('has none of the pictures of the checkout', () => {
    assert.equal(readmeForPackage('Before.\n\n![What it shows](docs/a.png)\n\nBehind.\n'), 'Before.\n\nBehind.\n')
  })

  it('names documents of the checkout without a link', () => {
    assert.equal(readmeForPackage('See [docs/a.md](docs/a.md) and [b](docs/b.md).'), 'See docs/a.md and b.')
  })

  it('keeps links to the web and within itself', () => {
    const text = '[kiwi](https://example.org/kiwi), [below](#below)'
    assert.equal(readmeForPackage(text), text)
  })

  it('links to nothing that is not packed', () => {
    const targets = [...readmeForPackage(readFileSync('README.md', 'utf8')).matchAll(/\]\(([^)]*)\)/g)]
    assert.deepEqual(
      targets.map(match => match[1]).filter(target => !/^(https:|#)/.test(target ?? '')),
      []
    )
  })
})
