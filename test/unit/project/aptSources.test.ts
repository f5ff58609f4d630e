/** Tests how the Debian examples find this machine's repository. */
import assert from 'node:assert/strict'
import { findRepository } from '../../../scripts/start/aptSources.mjs'

const mirror = 'http://mirror.example.org/debian'

function check(name: string, text: string, expected: string): void {
  const found = findRepository([{ name, text }], 'bookworm')
  assert.equal(found === undefined ? 'none' : `${found.mirror} ${found.suite}`, expected)
}

describe('the repository of this machine', () => {
  it('is found in a line', () => {
    check('sources.list', `deb ${mirror} bookworm main`, `${mirror} bookworm`)
  })

  it('is found in a line with options, more components and a remark', () => {
    check(
      'sources.list',
      `# deb http://old.example.org/debian bookworm main\n deb [arch=amd64 signed-by=/k.gpg] ${mirror}\tbookworm contrib main # ours`,
      `${mirror} bookworm`
    )
  })

  it('is not the source code, the updates, or a medium', () => {
    check(
      'sources.list',
      `deb-src ${mirror} bookworm main\ndeb ${mirror} bookworm-updates main\ndeb cdrom:[Debian]/ bookworm main\ndeb ${mirror} ./`,
      'none'
    )
  })

  it('is found in a paragraph', () => {
    check(
      'debian.sources',
      `Types: deb\nURIs: ${mirror}\nSuites: bookworm-updates bookworm\nComponents: main\nSigned-By: /usr/share/k.gpg\n`,
      `${mirror} bookworm`
    )
  })

  it('is found in a paragraph with remarks, continued lines and keys in small letters', () => {
    check(
      'debian.sources',
      `# made by hand\ntypes: deb deb-src\n# old\nuris:\n http://a.example.org/x\n ${mirror}/\nsuites: bookworm\ncomponents: main contrib`,
      `${mirror}/ bookworm`
    )
  })

  it('is not in a paragraph that is switched off, or that lacks the main part', () => {
    const paragraph = `Types: deb\nURIs: ${mirror}\nSuites: bookworm\n`
    check('debian.sources', `${paragraph}Components: main\nEnabled: no\n\n${paragraph}Components: contrib\n`, 'none')
  })

  it('is the distribution’s own before that of another publisher with the same suite', () => {
    check(
      'all.list',
      `deb https://tools.example.org/apt bookworm main\ndeb ${mirror} bookworm main`,
      `${mirror} bookworm`
    )
  })

  it('is another one where the mirror names its folder in its own way', () => {
    check('all.list', 'deb https://example.org/mirror bookworm main', 'https://example.org/mirror bookworm')
  })

  it('is unknown where there are no sources', () => {
    assert.equal(findRepository([], 'bookworm'), undefined)
  })
})
