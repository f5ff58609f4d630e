/** Grammars that are read from what the build writes: made piece by piece, they are what they were. */
import assert from 'node:assert/strict'
import { readGrammar, writeGrammar } from '../../../server/src/relaxng/compiledGrammar'
import type { Grammar } from '../../../server/src/relaxng/grammar'
import type { ElementPattern, Pattern } from '../../../server/src/relaxng/pattern'
import { document, grammarOf, problems } from './support'

const schema = `<grammar>
  <start><element name="r"><ref name="a"/><interleave><ref name="b"/><ref name="d"/></interleave></element></start>
  <define name="a"><element name="a"><zeroOrMore><ref name="x"/></zeroOrMore></element></define>
  <define name="b"><element name="b"><attribute name="n"/><oneOrMore><ref name="x"/></oneOrMore></element></define>
  <define name="d"><optional><element name="d"><data type="integer"/></element></optional></define>
  <define name="x"><element name="x"><choice><value>one</value><value>two</value></choice></element></define>
</grammar>`

/** The grammar, written and read again. */
function again(grammar: Grammar): Grammar {
  const written = writeGrammar(grammar, 'schema.rng')
  assert.ok(written !== undefined)
  return readGrammar(written, 'schema.rng', {})
}

function elementOf(grammar: Grammar, name: string): ElementPattern {
  const element = grammar.elements.find(({ nameClass }) => nameClass.kind === 'name' && nameClass.localName === name)
  assert.ok(element !== undefined)
  return element
}

describe('a grammar written and read', () => {
  it('finds the same problems', () => {
    const grammar = grammarOf(schema)
    const read = again(grammar)
    const right = ['<r><a/><d> 1 </d><b n=""><x>one</x><x> two </x></b></r>']
    const wrong = [
      '<r><a><x>three</x><y/></a><b/></r>',
      '<r><b n="" m=""><x>one</x></b><a/><d>x</d>text</r>',
      '<r><a/><d>1</d></r>',
      '<x>one</x>'
    ]
    for (const text of right) assert.deepEqual(problems(read, document(text)), [])
    for (const text of wrong) {
      const found = problems(read, document(text))
      assert.ok(found.length > 0, text)
      assert.deepEqual(found, problems(grammar, document(text)))
    }
  })

  it('has each pattern once, whether the schema or a derivative asks for it first', () => {
    const grammar = again(grammarOf(schema))
    const several = derivedBy('x', grammar, elementOf(grammar, 'b'))
    // What remains of `b` behind an x is what `a` holds.
    assert.equal(several, elementOf(grammar, 'a').content)
    assert.equal(grammar.table.derivedCount, 0)
  })
})

/** What remains of an element's content behind a child. */
function derivedBy(name: string, { derivatives }: Grammar, { content }: ElementPattern): Pattern | undefined {
  return derivatives.byElement(derivatives.withAttributesPresent(content), '', name)[0]?.rest
}
