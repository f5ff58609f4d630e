/** Schemas with one construct of Schematron each, a document, and what must be told of it. */

export interface Construct {
  readonly name: string
  /** What stands beside `start` in a RELAX NG grammar; `sch` is bound. */
  readonly schema: string
  readonly document: string
  /** "test: message" of what is told, sorted. */
  readonly expected: readonly string[]
  /** Why the reference implementation says something else; missing where it must say the same. */
  readonly differs?: string
}

/** A RELAX NG schema for any document, with rules in it. */
export function schemaOf(rules: string): string {
  return `<grammar xmlns="http://relaxng.org/ns/structure/1.0" xmlns:sch="http://purl.oclc.org/dsdl/schematron">
<start><ref name="any"/></start>
<define name="any"><element><anyName/><zeroOrMore><choice><text/><attribute><anyName/></attribute><ref name="any"/></choice></zeroOrMore></element></define>
${rules}
</grammar>`
}

function rule(context: string, ...assertions: readonly string[]): string {
  return `<sch:pattern id="p"><sch:rule context="${context}">${assertions.join('')}</sch:rule></sch:pattern>`
}

function told(context: string, document: string, expected: readonly string[], name: string): Construct {
  return {
    name,
    schema: rule(context, '<sch:report test="true()"><sch:value-of select="@n"/></sch:report>'),
    document,
    expected
  }
}

const assertions: readonly Construct[] = [
  {
    name: 'tells an assertion that fails, once for each node',
    schema: rule('a', '<sch:assert test="@x">x is missing</sch:assert>'),
    document: '<r><a/><a x=""/><b><a/></b></r>',
    expected: ['@x: x is missing', '@x: x is missing']
  },
  {
    name: 'tells a report that succeeds',
    schema: rule('a', '<sch:report test="@x = 1">x is one</sch:report>'),
    document: '<r><a x="1.0"/><a x="2"/></r>',
    expected: ['@x = 1: x is one']
  },
  {
    name: 'tells everything that is wrong with a node',
    schema: rule(
      'a',
      '<sch:assert test="@x">x</sch:assert><sch:assert test="@y">y</sch:assert><sch:report test="@z">z</sch:report>'
    ),
    document: '<r><a z=""/></r>',
    expected: ['@x: x', '@y: y', '@z: z']
  },
  {
    name: 'lets the first matching rule of a pattern judge a node alone',
    schema:
      '<sch:pattern id="p"><sch:rule context="a[@x]"><sch:assert test="@y">first</sch:assert></sch:rule>' +
      '<sch:rule context="a"><sch:assert test="@z">second</sch:assert></sch:rule></sch:pattern>',
    document: '<r><a x=""/><a/><a x="" y=""/></r>',
    expected: ['@y: first', '@z: second']
  },
  {
    name: 'lets each pattern judge a node',
    schema: ['one', 'two']
      .map(
        id =>
          `<sch:pattern id="${id}"><sch:rule context="a"><sch:assert test="@x">${id}</sch:assert></sch:rule></sch:pattern>`
      )
      .join(''),
    document: '<a/>',
    expected: ['@x: one', '@x: two']
  },
  {
    name: 'finds patterns deep inside of a schema',
    schema: `<define name="unused"><element name="e"><text/>${rule('a', '<sch:assert test="@x">x</sch:assert>')}</element></define>`,
    document: '<a/>',
    expected: ['@x: x']
  },
  {
    name: 'collapses white space in tests and messages',
    schema: rule('a', '<sch:assert test=" @x\n and  @y ">much\n   room</sch:assert>'),
    document: '<a/>',
    expected: ['@x and @y: much room']
  }
]

const dead = '<sch:pattern id="same" is-a="gone"><sch:param name="attr" value="y"/></sch:pattern>'

function twins(first: string, second: string): string {
  const template =
    '<sch:pattern abstract="true" id="t"><sch:rule context="a[@e]"><sch:assert test="@$attr">$attr</sch:assert></sch:rule></sch:pattern>'
  return template + first + second
}

const abstraction: readonly Construct[] = [
  {
    name: 'replaces parameters in contexts, tests and messages',
    schema: `<sch:pattern abstract="true" id="t"><sch:rule context="a[@$attr]"><sch:assert test="contains('$list', @k)">$attr only for $list</sch:assert></sch:rule></sch:pattern>
      <sch:pattern id="one" is-a="t"><sch:param name="attr" value="x"/><sch:param name="list" value="p q"/></sch:pattern>
      <sch:pattern id="two" is-a="t"><sch:param name="attr" value="y"/><sch:param name="list" value="q"/></sch:pattern>`,
    document: '<r><a x="" k="z"/><a x="" y="" k="p"/></r>',
    expected: ["contains('p q', @k): x only for p q", "contains('q', @k): y only for q"]
  },
  {
    name: 'replaces a parameter in the beginning of a longer name too',
    schema: `<sch:pattern abstract="true" id="t"><sch:rule context="a"><sch:assert test="@$attribute">$attribute</sch:assert></sch:rule></sch:pattern>
      <sch:pattern id="one" is-a="t"><sch:param name="attr" value="x"/></sch:pattern>`,
    document: '<a/>',
    expected: ['@xibute: xibute']
  },
  {
    name: 'never evaluates an abstract pattern itself, nor an instance of one that is not there',
    schema: `<sch:pattern abstract="true" id="t"><sch:rule context="a"><sch:assert test="@x">x</sch:assert></sch:rule></sch:pattern>
      <sch:pattern id="dead" is-a="missing"><sch:param name="attr" value="x"/></sch:pattern>
      <sch:pattern id="live"><sch:rule context="b"><sch:assert test="@x">b</sch:assert></sch:rule></sch:pattern>`,
    document: '<r><a/><b/></r>',
    expected: ['@x: b']
  },
  {
    name: 'gives an instance its own parameters where a dead one behind it has the same id',
    schema: twins('<sch:pattern id="same" is-a="t"><sch:param name="attr" value="x"/></sch:pattern>', dead),
    document: '<a e="" y=""/>',
    expected: ['@x: x']
  },
  {
    name: 'gives an instance the parameters of a dead one before it that has the same id',
    schema: twins(dead, '<sch:pattern id="same" is-a="t"><sch:param name="attr" value="x"/></sch:pattern>'),
    document: '<a e="" x=""/>',
    expected: ['@y: y']
  },
  {
    name: 'takes the assertions of abstract rules that a rule extends',
    schema:
      '<sch:pattern id="p"><sch:rule abstract="true" id="base"><sch:assert test="@x">x</sch:assert></sch:rule>' +
      '<sch:rule context="a"><sch:extends rule="base"/><sch:assert test="@y">y</sch:assert></sch:rule></sch:pattern>',
    document: '<a/>',
    expected: ['@x: x', '@y: y']
  }
]

const messages: readonly Construct[] = [
  {
    name: 'puts values, names and emphasis into messages',
    schema: rule(
      'a',
      '<sch:report test="true()">(<sch:name/>) (<sch:name path=".."/>) (<sch:value-of select="@x + 1"/>) <sch:emph>loud</sch:emph>!</sch:report>'
    ),
    document: '<r><a x="2"/></r>',
    expected: ['true(): (a) (r) (3) loud!']
  },
  {
    name: 'has variables of a rule in tests and messages',
    schema: rule(
      'a',
      '<sch:let name="n" value="count(b)"/><sch:let name="m" value="$n * 2"/>',
      '<sch:assert test="$m &lt; 3"><sch:value-of select="$m"/> are too many</sch:assert>'
    ),
    document: '<r><a><b/></a><a><b/><b/></a></r>',
    expected: ['$m < 3: 4 are too many']
  },
  {
    name: 'has variables of a pattern, evaluated at the document',
    schema:
      '<sch:pattern id="p"><sch:let name="all" value="count(//b)"/><sch:rule context="a">' +
      '<sch:assert test="$all = 1">there are <sch:value-of select="$all"/></sch:assert></sch:rule></sch:pattern>',
    document: '<r><a/><b/><b/></r>',
    expected: ['$all = 1: there are 2']
  },
  {
    name: 'speaks of the node of the rule by current()',
    schema: rule('a', '<sch:assert test="../b[@k = current()/@k]">no such b</sch:assert>'),
    document: '<r><a k="1"/><a k="2"/><b k="2"/></r>',
    expected: ['../b[@k = current()/@k]: no such b']
  }
]

const contexts: readonly Construct[] = [
  told('a', '<a n="1"><b n="2"><a n="3"/></b></a>', ['true(): 1', 'true(): 3'], 'matches a name at any depth'),
  told('*', '<a n="1"><b n="2"/></a>', ['true(): 1', 'true(): 2'], 'matches every element'),
  told('r/a', '<r n="0"><a n="1"/><b><a n="2"/></b></r>', ['true(): 1'], 'matches a child of a parent'),
  told('r//a', '<x><a n="0"/><r><b><a n="2"/></b></r></x>', ['true(): 2'], 'matches a descendant'),
  told('/a', '<a n="1"><a n="2"/></a>', ['true(): 1'], 'matches the root'),
  told('//a', '<r><a n="1"><a n="2"/></a></r>', ['true(): 1', 'true(): 2'], 'matches anywhere'),
  told('a | b', '<r><a n="1"/><b n="2"/><c n="3"/></r>', ['true(): 1', 'true(): 2'], 'matches alternatives'),
  told('a[2]', '<r><a n="1"/><b/><a n="2"/><a n="3"/></r>', ['true(): 2'], 'matches by place among siblings'),
  told('a[last()]', '<r><a n="1"/><a n="2"/><b/></r>', ['true(): 2'], 'matches the last sibling'),
  told(
    'a[@k][2]',
    '<r><a n="1"/><a k="" n="2"/><a k="" n="3"/></r>',
    ['true(): 3'],
    'counts what the predicate before left'
  ),
  told(
    "a[@k != 'x']",
    '<r><a n="1"/><a k="x" n="2"/><a k="y" n="3"/></r>',
    ['true(): 3'],
    'needs an attribute to compare it'
  ),
  told(
    "r[@k='x']/a",
    '<q><r k="x"><a n="1"/></r><r k="y"><a n="2"/></r></q>',
    ['true(): 1'],
    'asks for attributes of a parent'
  ),
  told('r[b]/a', '<q><r><a n="1"/><b/></r><r><a n="2"/></r></q>', ['true(): 1'], 'asks for siblings by the parent'),
  {
    name: 'judges attributes',
    schema: rule(
      'a/@k',
      '<sch:assert test=". &lt; 5"><sch:name/> of <sch:value-of select="name(..)"/> is <sch:value-of select="."/></sch:assert>'
    ),
    document: '<r><a k="7"/><b k="8"/><a k="1"/></r>',
    expected: ['. < 5: k of a is 7']
  },
  {
    name: 'judges the document',
    schema: rule('/', '<sch:assert test="count(//a) = 1">one a, please</sch:assert>'),
    document: '<r><a/><a/></r>',
    expected: ['count(//a) = 1: one a, please']
  },
  {
    name: 'knows the namespaces that the schema declares',
    schema: '<sch:ns prefix="n" uri="urn:n"/>' + rule('n:a', '<sch:assert test="n:b or @n:c">b or c</sch:assert>'),
    document: '<r xmlns:p="urn:n"><p:a/><p:a><p:b/></p:a><p:a p:c=""/><a/><p:a><b/></p:a></r>',
    expected: ['n:b or @n:c: b or c', 'n:b or @n:c: b or c']
  }
]

const values: readonly Construct[] = [
  {
    name: 'compares what stands in attributes and texts as numbers',
    schema: rule('a', '<sch:assert test="@x &lt;= text()">too large</sch:assert>'),
    document: '<r><a x="10">9</a><a x="9">10</a><a x="1">one</a></r>',
    expected: ['@x <= text(): too large', '@x <= text(): too large']
  },
  {
    name: 'takes the first of several nodes for a string',
    schema: rule('r', '<sch:assert test="contains(\'1 2\', a/@x)">not contained</sch:assert>'),
    document: '<q><r><a x="1"/><a x="3"/></r><r><a x="3"/><a x="1"/></r></q>',
    expected: ["contains('1 2', a/@x): not contained"]
  },
  {
    name: 'takes a missing attribute for the empty string',
    schema: rule('a', "<sch:assert test=\"contains('x', @k) and starts-with(@k, '')\">never</sch:assert>"),
    document: '<a/>',
    expected: []
  },
  {
    name: 'has two texts where a comment parts them, and one around CDATA',
    schema: rule(
      'a',
      '<sch:report test="text() = \'x\'">x</sch:report>',
      '<sch:report test="count(text()) = 2">two</sch:report>'
    ),
    document: '<r><a>x<!-- -->y</a><a>x<![CDATA[y]]>z</a></r>',
    expected: ['count(text()) = 2: two', "text() = 'x': x"]
  },
  {
    name: 'finds what is far away in the document',
    schema: rule(
      'a',
      '<sch:assert test="//b[. = \'ok\'] or not(@k)">b</sch:assert>',
      '<sch:assert test="preceding-sibling::c or following::d">c or d</sch:assert>'
    ),
    document: '<r><x><a k=""/><c/></x><x><a/><y><b>no</b></y></x></r>',
    expected: [
      "//b[. = 'ok'] or not(@k): b",
      'preceding-sibling::c or following::d: c or d',
      'preceding-sibling::c or following::d: c or d'
    ]
  }
]

const ours: readonly Construct[] = [
  {
    name: 'replaces parameters in the values of variables',
    schema: `<sch:pattern abstract="true" id="t"><sch:rule context="a"><sch:let name="v" value="@$attr"/><sch:assert test="$v = 1">no</sch:assert></sch:rule></sch:pattern>
      <sch:pattern id="one" is-a="t"><sch:param name="attr" value="x"/></sch:pattern>`,
    document: '<r><a x="1"/><a x="2"/></r>',
    expected: ['$v = 1: no'],
    differs: 'it leaves the parameter as it is, and the schema fails'
  }
]

export const constructs: readonly Construct[] = [
  ...assertions,
  ...abstraction,
  ...messages,
  ...contexts,
  ...values,
  ...ours
]
