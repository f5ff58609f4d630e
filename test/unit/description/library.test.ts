/** Who reads a file: the descriptions that include it, before and after edits. */
import assert from 'node:assert/strict'
import { findingsOf } from '../../../server/src/services/findings'
import { describedFile, libraryOf, MemoryFiles } from '../../support/descriptions'
import { parseFixture } from '../../support/fixture'
import { image } from '../../support/image'

const two = `//- /i/one.kiwi
${image('<include from="this://part.xml"/>', '7.5')}
//- /i/two.kiwi
${image('<include from="this://part.xml"/><include from="this://other.xml"/>')}
//- /i/part.xml
<image><packages type="image"><package name="a"/></packages></image>
//- /i/other.xml
<image/>
//- /i/lonely.xml
<image/>`

function filesOf(fixture: string): MemoryFiles {
  return new MemoryFiles(parseFixture(fixture, 'plain').files)
}

describe('the library', () => {
  it('knows for each file who reads it', () => {
    const library = libraryOf(filesOf(two))
    const readers = (path: string) => {
      const file = library.file(path)
      return [file?.kind, file?.alone, ...(file?.readings.map(reading => reading.file.path) ?? [])]
    }
    assert.deepEqual(readers('/i/one.kiwi'), ['description', false, '/i/one.kiwi'])
    assert.deepEqual(readers('/i/part.xml'), ['fragment', false, '/i/one.kiwi', '/i/two.kiwi'])
    assert.deepEqual(readers('/i/other.xml'), ['fragment', false, '/i/two.kiwi'])
    assert.deepEqual(readers('/i/lonely.xml'), ['fragment', true, '/i/lonely.xml', '/i/lonely.xml'])
    assert.deepEqual(readers('/i/nowhere.xml'), [undefined, undefined])
  })

  it('tells which files an edit concerns', () => {
    const library = libraryOf(filesOf(two))
    assert.deepEqual(library.relatives('/i/part.xml').sort(), [
      '/i/one.kiwi',
      '/i/other.xml',
      '/i/part.xml',
      '/i/two.kiwi'
    ])
    assert.deepEqual(library.relatives('/i/lonely.xml'), ['/i/lonely.xml'])
  })

  it('reads a description again only when one of its files has changed', () => {
    const files = filesOf(two)
    const library = libraryOf(files)
    const reading = (path: string) => library.file(path)?.readings[0]
    const before = reading('/i/one.kiwi')
    assert.ok(before)
    files.set('/i/other.xml', '<image><users/></image>')
    assert.equal(reading('/i/one.kiwi'), before)
    files.set('/i/part.xml', '<image><users/></image>')
    const after = reading('/i/one.kiwi')
    assert.ok(after)
    assert.notEqual(after, before)
    assert.deepEqual(
      findingsOf(after).map(({ code, path }) => [code, path]),
      [['content-incomplete', '/i/part.xml']]
    )
  })

  it('sees a missing fragment come and an include go', () => {
    const files = filesOf(`//- /i/one.kiwi\n${image('<include from="this://part.xml"/>')}`)
    const library = libraryOf(files)
    const codes = () =>
      library
        .file('/i/one.kiwi')
        ?.readings.flatMap(findingsOf)
        .map(({ code }) => code)
    assert.deepEqual(codes(), ['include-missing'])
    files.set('/i/part.xml', '<other/>')
    assert.deepEqual(codes(), ['include-not-image'])
    files.set('/i/part.xml', '<image/>')
    assert.deepEqual(codes(), [])
    assert.equal(library.file('/i/part.xml')?.alone, false)
    files.set('/i/one.kiwi', image(''))
    library.update('/i/one.kiwi')
    assert.equal(library.file('/i/part.xml')?.alone, true)
  })

  it('takes a bare image for a fragment, whatever its name, once somebody includes it', () => {
    const part = '//- /i/part.kiwi\n<image><users/></image>\n//- /i/one.kiwi\n'
    const alone = parseFixture(part + image(''), 'plain')
    const included = parseFixture(part + image('<include from="this://part.kiwi"/>'), 'plain')
    assert.equal(describedFile(alone).kind, 'description')
    assert.equal(describedFile(included).kind, 'fragment')
  })

  it('takes for a fragment what is included and has not all that a description needs', () => {
    const described = image('<include from="this://part.xml"/>')
    for (const [attributes, kind] of [
      ['schemaversion="8.5"', 'fragment'],
      ['schemaversion="8.5" name="x"', 'description']
    ]) {
      const fixture = `//- /i/part.xml\n<image ${attributes}/>\n//- /i/one.kiwi\n${described}`
      assert.equal(describedFile(parseFixture(fixture, 'plain')).kind, kind)
    }
  })

  it('forgets a description that is to count no longer', () => {
    const library = libraryOf(filesOf(two))
    library.remove('/i/one.kiwi')
    assert.deepEqual(library.descriptions(), ['/i/two.kiwi'])
    assert.deepEqual(
      library.file('/i/part.xml')?.readings.map(({ file }) => file.path),
      ['/i/two.kiwi']
    )
  })

  it('judges by the schema that it is given', () => {
    const files = filesOf(`//- /i/one.kiwi\n${image('')}`)
    const codes = (target: string) =>
      libraryOf(files, target)
        .file('/i/one.kiwi')
        ?.readings.flatMap(findingsOf)
        .map(({ code }) => code)
    assert.deepEqual(codes('8.5'), [])
    assert.deepEqual(codes('8.4'), ['schemaversion-too-new'])
  })
})
