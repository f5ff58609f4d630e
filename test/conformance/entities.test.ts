/** Entities that hold markup, at all kinds of places: what they bring in is judged as the real kiwi does. */
import assert from 'node:assert/strict'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { temporaryFolder } from '../support/folders'
import { disagreements } from './mutants/verdicts'

/** What is declared; all places refer to `e`. */
const declarations = [
  `<!ENTITY e '<package name="v"/>'>`,
  `<!ENTITY e '<pakage name="v"/>'>`,
  `<!ENTITY e '<package name="v" bogus="1"/><package/>'>`,
  `<!ENTITY i '<package name="v"/>'><!ENTITY e '&i;<!-- c --> &i;'>`,
  `<!ENTITY i 'x'><!ENTITY e '<package name="&i;"/>'>`,
  `<!ENTITY i 'x'><!ENTITY e '<package name="v"/>&i;'>`,
  `<!ENTITY e '&#60;package name="v"/>'>`,
  `<!ENTITY e '<![CDATA[x]]>'>`,
  `<!ENTITY e '<![CDATA[ ]]>'>`,
  `<!ENTITY e '<!-- c --><?p i?>'>`,
  `<!ENTITY e '${' '.repeat(400)}'>`,
  `<!ENTITY e '${'x'.repeat(400)}'>`,
  `<!ENTITY e '<n:x xmlns:n="u"/>'>`,
  `<!ENTITY e '<n:x/>'>`,
  `<!ENTITY e '<repository><source path="obs://x"/></repository>'>`,
  `<!ENTITY e '<extension><n:x xmlns:n="u"/></extension>'>`,
  `<!ENTITY e '<packages type="iso"><package name="v"/></packages>'>`,
  `<!ENTITY e '<users><user name="a" password="b" groups="c"/></users>'>`,
  `<!ENTITY e '<author>a</author>'>`,
  `<!ENTITY e 'a<b/>'>`
]

/** Where it is referred to, by a word of the description below. */
const places = ['TOP', 'PACKAGES', 'TEXT', 'PREFERENCES']

function description(declared: string, place: string, version: string): string {
  const text = `<?xml version="1.0"?>
<!DOCTYPE image [${declared}]>
<image schemaversion="${version}" name="x">
  <description type="system">TEXT<author>a</author><contact>c</contact><specification>TEXT</specification></description>
  <preferences>PREFERENCES<version>1.0.0</version><packagemanager>apt</packagemanager><type image="tbz"/></preferences>
  TOP
  <repository type="apt-deb"><source path="dir:///var/empty"/></repository>
  <packages type="image">PACKAGES<package name="less"/> PACKAGES</packages>
  <packages type="bootstrap"><package name="base-files"/></packages>
</image>
`
  return places.reduce((found, each) => found.replaceAll(each, each === place ? '&e;' : ''), text)
}

describe('entities with markup', function () {
  this.timeout(120_000)

  it('are accepted and refused as kiwi does', async () => {
    const folder = temporaryFolder('entities')
    const all = declarations.flatMap(declared =>
      places.flatMap(place =>
        ['7.4', '8.5'].map(version => ({
          title: `${declared} in ${place}, ${version}`,
          text: description(declared, place, version)
        }))
      )
    )
    const written = all.map(({ text }, index) => {
      const file = path.join(folder, String(index), 'config.kiwi')
      mkdirSync(path.dirname(file))
      writeFileSync(file, text)
      return file
    })
    const different = await disagreements(
      all.map(({ title }) => title),
      written
    )
    rmSync(folder, { recursive: true })
    assert.deepEqual(different, [])
  })
})
