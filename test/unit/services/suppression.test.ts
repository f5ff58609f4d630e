/** Which diagnostics a comment silences, which it leaves, and what is said of a comment that silences nothing. */
import assert from 'node:assert/strict'
import { libraryOf, MemoryFiles } from '../../support/descriptions'
import { parseFixture } from '../../support/fixture'
import { image } from '../../support/image'
import { diagnose } from '../../../server/src/services/diagnostics'
import { findingsOf, mostFindings } from '../../../server/src/services/findings'
import { noChoices, type SeverityChoices } from '../../../server/src/services/severity'

/** All diagnostics of all files: `file: severity code "marked text"`. */
function told(fixture: string, choices: SeverityChoices): string[] {
  const files = new MemoryFiles(parseFixture(fixture, 'plain').files)
  const library = libraryOf(files)
  return files.paths().flatMap(path => {
    const file = library.file(path)
    assert.ok(file)
    return diagnose(file, choices).map(
      ({ code, severity, span: { start, end } }) =>
        `${path.replace('/image/', '')}: ${severity} ${code} ${JSON.stringify(file.tree.text(start, end))}`
    )
  })
}

function check(title: string, fixture: string, expected: string[], choices: SeverityChoices = noChoices): void {
  it(title, () => {
    assert.deepEqual(told(fixture, choices), expected)
  })
}

const silence = (codes: string): string => `<!-- kiwi-lint: disable=${codes} -->`
const wrongName = 'appliance.kiwi: error attribute-not-allowed "nam"'
const missing = 'appliance.kiwi: error attribute-missing "package"'

function packages(before: string, inside = ''): string {
  return image(`${before}<packages type="image">${inside}<package/><package name="a" nam="a"/></packages>`)
}

function included(comment: string): string {
  const fragment = `<image>${comment}<packages type="image"><package name="a" x="1"/></packages></image>`
  return `${image('<include from="this://a.xml"/>')}\n//- /image/a.xml\n${fragment}`
}

describe('a comment that silences', () => {
  check('is not there', packages(''), [missing, wrongName])
  check('an element right behind it', packages('', silence('attribute-missing')), [wrongName])
  check('what is in the element', packages(silence('attribute-not-allowed')), [missing])
  check('several codes', packages(silence('attribute-not-allowed,attribute-missing')), [])
  check(
    'several codes, with blanks and lines',
    packages('<!--kiwi-lint:disable=attribute-not-allowed ,\n attribute-missing\n-->'),
    []
  )
  check(
    'in several comments',
    packages(`${silence('attribute-missing')}\n<!-- why -->\n<?x?>${silence('attribute-not-allowed')}\n`),
    []
  )
  check(
    'not the element before it',
    image(`<packages type="image"><package/>${silence('attribute-missing')}<package name="a" nam="a"/></packages>`),
    [missing, wrongName]
  )
  check('not the siblings of its element', image(`<users>${silence('attribute-missing')}<user/><user/></users>`), [
    'appliance.kiwi: error attribute-missing "user"'
  ])
  check('not beyond text', image(`<users>${silence('attribute-missing')}a<user/></users>`), [
    `appliance.kiwi: warning suppression-without-element ${JSON.stringify(silence('attribute-missing'))}`,
    'appliance.kiwi: error text-not-allowed "a"',
    'appliance.kiwi: error attribute-missing "user"'
  ])
  check(
    'the whole file from before the root',
    `<?xml version="1.0"?>\n${silence('attribute-missing')}\n<!-- x -->\n${packages('')}`,
    [wrongName]
  )
  check('markup too', image(`${silence('element-not-closed')}<users><user name="a" password="b"></users>`), [])
  check('an include', image(`${silence('include-missing')}<include from="this://a.xml"/>`), [])
  check('a rule', image(`<preferences>${silence('rule-broken')}<type image="oem"/></preferences>`), [])
})

describe('what is told at most', () => {
  const many = mostFindings + 100

  const wrongs = '<package/>'.repeat(many)
  check(
    'leaves room for what no comment silences',
    image(
      `${silence('attribute-missing')}<packages type="image">${wrongs}</packages>` +
        '<packages type="image"><package name="a" nam="a"/></packages>'
    ),
    [wrongName]
  )

  it('is as much as anyone reads, in each file', () => {
    const include = '<include from="this://a.xml"/>\n'
    const fragment = `<image><packages type="image">${wrongs}</packages></image>`
    const found = told(`${image(include.repeat(many))}\n//- /image/a.xml\n${fragment}`, noChoices)
    const inFile = (name: string) => found.filter(each => each.startsWith(`${name}: `)).length
    assert.deepEqual([inFile('appliance.kiwi'), inFile('a.xml')], [mostFindings, mostFindings])
  })

  it('does not keep back what decides the verdict', () => {
    const include = '<include from="./a.xml"/>'.repeat(many)
    const files = new MemoryFiles(
      parseFixture(`${image(`${include}<packages/>`)}\n//- /image/a.xml\n<image/>`, 'plain').files
    )
    const [description] = libraryOf(files).file('/image/appliance.kiwi')?.readings ?? []
    assert.ok(description)
    assert.deepEqual(
      findingsOf(description)
        .slice(mostFindings - 1)
        .map(({ code }) => code),
      ['include-relative', 'attribute-missing']
    )
  })
})

describe('a comment in a fragment', () => {
  check('is not there', included(''), [
    'appliance.kiwi: error include-has-errors "<include from=\\"this://a.xml\\"/>"',
    'a.xml: error attribute-not-allowed "x"'
  ])
  check('silences in each description', included(silence('attribute-not-allowed')), [])
  check('is not needed where the code is turned off', included(''), [], new Map([['attribute-not-allowed', 'off']]))
})

describe('severities', () => {
  const wrong = packages('')
  check(
    'are those that were chosen',
    wrong,
    ['appliance.kiwi: hint attribute-missing "package"'],
    new Map([
      ['attribute-missing', 'hint'],
      ['attribute-not-allowed', 'off']
    ])
  )

  it('do not change the verdict', () => {
    const files = new MemoryFiles(parseFixture(`${silence('attribute-missing')}${wrong}`, 'plain').files)
    const [description] = libraryOf(files).file(files.paths()[0] ?? '')?.readings ?? []
    assert.ok(description)
    assert.deepEqual(
      findingsOf(description).map(({ code }) => code),
      ['attribute-missing', 'attribute-not-allowed']
    )
  })
})

const list = `<packages type="image">${'<package name="a"/>\n'.repeat(99)}</packages>`

describe('a comment that silences nothing', () => {
  check('names a code that there is not', image(`${silence('rule-brokn,element-repeated')}${list}`), [
    'appliance.kiwi: warning suppression-unknown "rule-brokn"'
  ])
  for (const text of ['disable', 'disable=', 'enable=rule-broken', 'disable=rule-broken;x', ''])
    check(`says "${text}"`, image(`<!-- kiwi-lint: ${text} -->`), [
      `appliance.kiwi: warning suppression-malformed ${JSON.stringify(`<!-- kiwi-lint: ${text} -->`)}`
    ])
  check('only speaks about it', image('<!-- see kiwi-lint: disable -->'), [])

  const comment = silence('rule-broken')
  const withoutElement = `appliance.kiwi: warning suppression-without-element ${JSON.stringify(comment)}`
  check(
    'has the end of its element behind it',
    image(`<packages type="image"><package name="a"/>${comment}\n</packages>${list}`),
    [withoutElement]
  )
  check('has a text behind it', image(`<preferences><locale>${comment}de_DE</locale></preferences>${list}`), [
    withoutElement
  ])
  check('has a long list before it', image(list.replace('</packages>', `${comment}</packages>`)), [withoutElement])
  check('is behind the top element', `${image('')}${comment}`, [withoutElement])
})

describe('a comment that names many codes that there are not', () => {
  const names = Array.from({ length: 5000 }, (_, index) => `check-rule-${String(index)}-missing`)
  const expected = names.slice(0, 100).map(name => `appliance.kiwi: warning suppression-unknown "${name}"`)
  check('is told of the first hundred', `${silence(names.join())}${image('')}`, expected)
})

describe('a comment before', () => {
  const comment = silence('rule-broken')
  const blanks = '\n<!-- why -->\n<?x?>\n'
  check('a document type declaration is good', `${comment}<!DOCTYPE image>${image('')}`, [])
  check(
    'other comments, instructions and an element is good',
    image(`${comment}${blanks}${comment}${blanks}${list}`),
    []
  )
  check('a long list is good', image(list.replace('image">', `image">${comment}`)), [])
})
