/** Tests the language configuration: what counts as a word, where lines are indented, and that colours are VS Code's own. */
import assert from 'node:assert/strict'
import configuration from '../../../language-configuration.json'
import manifest from '../../../package.json'
import grammar from '../../../syntaxes/kiwi.tmLanguage.json'

describe('language configuration', () => {
  const words = new RegExp(configuration.wordPattern.pattern, `g${configuration.wordPattern.flags}`)

  const wordCases: [text: string, words: string[]][] = [
    ['<oem-resize>false</oem-resize>', ['oem-resize', 'false', 'oem-resize']],
    ['<image xmlns:xsi="x" schemaversion="8.5">', ['image', 'xmlns:xsi', 'x', 'schemaversion', '8.5']],
    ['<!-- été_2 -->', ['été_2']],
    ['arch="x86_64,aarch64"', ['arch', 'x86_64', 'aarch64']],
    ['<oem-', ['oem-']],
    ['<a/>', ['a']],
    ['&amp;', ['amp']]
  ]
  for (const [text, expected] of wordCases) {
    it(`finds the words of ${text}`, () => assert.deepEqual(text.match(words), expected))
  }

  const increase = new RegExp(configuration.indentationRules.increaseIndentPattern)
  const indented: [line: string, increases: boolean][] = [
    ['<packages type="image">', true],
    ['    <packages>', true],
    ['<type image=\'oem\' kernelcmdline="a > b">', true],
    ['<a:b c:d="e">', true],
    ['<oem-resize>false</oem-resize>', false],
    ['<package name="a/b"/>', false],
    ['<package name="less" />', false],
    ['<packages type="image"', false],
    ['</packages>', false],
    ['<!-- text -->', false],
    ['<?xml version="1.0"?>', false],
    ['plain text', false]
  ]
  for (const [line, expected] of indented) {
    it(`${expected ? 'indents' : 'keeps the indentation'} after ${line.trim()}`, () =>
      assert.equal(increase.test(line), expected))
  }

  const decrease = new RegExp(configuration.indentationRules.decreaseIndentPattern)
  it('outdents a line that starts with an end tag, and no other', () => {
    assert.equal(decrease.test('    </packages>'), true)
    assert.equal(decrease.test('<a></a>'), false)
    assert.equal(decrease.test('<packages>'), false)
  })

  it('opens a line of its own between a start tag and its end tag', () => {
    const rules = configuration.onEnterRules.filter(
      rule =>
        new RegExp(rule.beforeText).test('  <packages type="image">') && new RegExp(rule.afterText).test('</packages>')
    )
    assert.deepEqual(
      rules.map(rule => rule.action.indent),
      ['indentOutdent']
    )
  })

  const [start, end] = [configuration.folding.markers.start, configuration.folding.markers.end]
  it('folds between region comments', () => {
    assert.match('  <!-- #region disk -->', new RegExp(start))
    assert.match('<!--#endregion-->', new RegExp(end))
    assert.doesNotMatch('<!-- region -->', new RegExp(start))
  })
})

describe('grammar', () => {
  it('and language configuration belong to one language', () => {
    const { languages, grammars, snippets } = manifest.contributes
    assert.deepEqual(
      languages.map(({ id, configuration }) => [id, configuration]),
      [['kiwi-description', './language-configuration.json']]
    )
    assert.deepEqual(grammars, [
      { language: 'kiwi-description', scopeName: grammar.scopeName, path: './syntaxes/kiwi.tmLanguage.json' }
    ])
    assert.deepEqual(snippets, [{ language: 'kiwi-description', path: './snippets/kiwi.json' }])
  })

  it("is VS Code's own XML grammar under a scope of our own", () => {
    assert.equal(grammar.scopeName, 'text.xml.kiwi')
    assert.deepEqual(grammar.patterns, [{ include: 'text.xml' }])
  })
})
