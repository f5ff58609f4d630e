/** Tests the history of features: that it agrees with every schema that is fetched, and how a release is added. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import releases from '../../../schemas/releases.json'
import { featuresOf } from '../../../server/src/description/features'
import { FeatureHistory } from '../../../server/src/description/history'
import { schemaOf } from '../../support/descriptions'

const text = readFileSync('schemas/feature-history.json', 'utf8')
const shipped = FeatureHistory.parse(text)

const small = (): FeatureHistory =>
  FeatureHistory.parse(
    '{ "releases": ["1.0 1.1", "2.0"], "features": { "<a>": "1.0", "<b>": "1.0 1.1", "<c>": "2.0" } }'
  )

describe('the history of features', () => {
  for (const { schemaversion, release } of releases) {
    it(`has all that kiwi ${release} knows, and nothing else`, () => {
      const known = featuresOf(schemaOf(schemaversion).grammar)
      assert.deepEqual([...shipped.featuresAt(release)].sort(), [...known].sort())
      assert.equal(shipped.releasesWith(known)?.last, release)
    })
  }

  it('ends with the newest release that is pinned', () => {
    assert.equal(shipped.newest, releases.at(-1)?.release)
  })

  it('is written as it was read', () => {
    assert.equal(shipped.toText(), text)
  })

  it('is the same again when its releases are added one by one', () => {
    let history = shipped.until('9.23.0')
    assert.equal(history.newest, '9.23.0')
    for (const release of shipped.releases.slice(history.releases.length))
      history = history.with(release, shipped.featuresAt(release))
    assert.equal(history.toText(), text)
  })

  it('tells when something came and went', () => {
    assert.deepEqual(shipped.lifetimesOf('<type>@archive'), [{ first: '10.3.8', last: shipped.newest }])
    assert.deepEqual(shipped.lifetimesOf('<type>@image="clicfs"'), [{ first: '9.20.0', last: '10.0.0' }])
    assert.equal(shipped.after('10.0.0'), '10.0.1')
    assert.equal(shipped.after(shipped.newest), undefined)
    assert.deepEqual(shipped.lifetimesOf('<type>@nonsense'), [])
  })

  it('takes in what comes, goes and comes again', () => {
    const history = small().with('2.1', new Set(['<b>', '<c>', '<d>']))
    assert.deepEqual(
      ['<a>', '<b>', '<c>', '<d>'].map(name => history.lifetimesOf(name)),
      [
        [{ first: '1.0', last: '2.0' }],
        [
          { first: '1.0', last: '1.1' },
          { first: '2.1', last: '2.1' }
        ],
        [{ first: '2.0', last: '2.1' }],
        [{ first: '2.1', last: '2.1' }]
      ]
    )
    assert.equal(history.until('2.0').toText(), small().toText())
  })

  it('finds the releases that a schema may be of', () => {
    assert.deepEqual(small().releasesWith(new Set(['<a>', '<b>'])), { first: '1.0', last: '1.1' })
    assert.equal(small().releasesWith(new Set(['<a>'])), undefined)
    assert.equal(small().releasesWith(new Set(['<a>', '<b>', '<z>'])), undefined)
  })

  it('is refused where it is something else', () => {
    assert.throws(() => FeatureHistory.parse('[]'), SyntaxError)
  })
})
