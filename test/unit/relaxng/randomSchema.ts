/**
 * Random RELAX NG patterns, and random documents that match them or nearly do.
 */
import type { Random } from '../../support/random'

/** A pattern in the making: its XML, and how to write down content that matches it. */
export interface RandomPattern {
  readonly xml: string
  readonly sample: (random: Random) => Sample
}

interface Sample {
  readonly attributes: readonly (readonly [string, string])[]
  /** Elements and texts, as XML. */
  readonly children: readonly string[]
}

const nothing: Sample = { attributes: [], children: [] }

/** Those with a prefix are in the namespace `urn:p`. */
const elementNames = ['a', 'b', 'c', 'd', 'p:a', 'p:b']
const attributeNames = ['x', 'y', 'z']

/** A pattern for the content of an element. It may break the rules of section 7. */
export function randomPattern(random: Random, depth: number): RandomPattern {
  const leaves = [emptyPattern, textPattern, valuePattern, attributePattern, elementPattern, elementPattern]
  const branches = [
    elementPattern,
    groupPattern,
    interleavePattern,
    choicePattern,
    optionalPattern,
    oneOrMorePattern,
    zeroOrMorePattern,
    mixedPattern,
    wildcardPattern
  ]
  return random.pick(depth <= 0 ? leaves : [...leaves, ...branches, ...branches])(random, depth - 1)
}

/** A document whose root is `name`: content that matches the pattern, in one of two cases with a random change. */
export function randomDocument(random: Random, name: string, pattern: RandomPattern): string {
  const sample = pattern.sample(random)
  return written(name, random.below(2) === 0 ? sample : changed(random, sample))
}

function changed(random: Random, { attributes, children }: Sample): Sample {
  const at = random.below(children.length + 1)
  const extra = random.pick([
    ...elementNames.map(name => written(name, nothing)),
    'text',
    '1',
    '<a x="1"/>',
    '<b><c/></b>'
  ])
  const attribute: readonly [string, string] = [random.pick(attributeNames), random.pick(['1', 'v', 'text'])]
  return random.pick<Sample>([
    { attributes, children: children.toSpliced(at, 0, extra) },
    { attributes, children: children.toSpliced(at, 1) },
    { attributes, children: children.toReversed() },
    { attributes, children: children.toSpliced(at, 1, ...children.slice(at, at + 1), ...children.slice(at, at + 1)) },
    { attributes: [...attributes, attribute], children },
    { attributes: attributes.slice(1), children },
    { attributes: attributes.map(([name]) => [name, attribute[1]] as const), children }
  ])
}

function written(name: string, { attributes, children }: Sample): string {
  const declaration = name.startsWith('p:') ? ' xmlns:p="urn:p"' : ''
  const unique = new Map(attributes)
  const start = [...unique].map(([key, value]) => ` ${key}="${value}"`).join('')
  return `<${name}${declaration}${start}>${children.join('')}</${name}>`
}

/** The XML of a name class or of the attributes that name an element: `ns` and `name`. */
function named(name: string): string {
  return name.startsWith('p:') ? `ns="urn:p" name="${name.slice(2)}"` : `name="${name}"`
}

function emptyPattern(): RandomPattern {
  return { xml: '<empty/>', sample: () => nothing }
}

function textPattern(): RandomPattern {
  return { xml: '<text/>', sample: random => ({ attributes: [], children: random.pick([['text'], [], [' ']]) }) }
}

function valuePattern(random: Random): RandomPattern {
  return random.pick<RandomPattern>([
    { xml: '<value>v</value>', sample: () => ({ attributes: [], children: ['v'] }) },
    { xml: '<value type="integer">1</value>', sample: () => ({ attributes: [], children: ['01'] }) },
    {
      xml: '<data type="integer"/>',
      sample: picked => ({ attributes: [], children: [picked.pick(['1', '-22', ' 3 '])] })
    },
    {
      xml: '<data type="NCName"><except><value>text</value></except></data>',
      sample: picked => ({ attributes: [], children: [picked.pick(['v', 'text'])] })
    },
    {
      xml: '<list><oneOrMore><choice><value>v</value><data type="boolean"/></choice></oneOrMore></list>',
      sample: picked => ({ attributes: [], children: [picked.pick(['v', '1 v true', ''])] })
    }
  ])
}

function attributePattern(random: Random): RandomPattern {
  const name = random.pick(attributeNames)
  const value = random.pick([textPattern(), valuePattern(random)])
  return {
    xml: `<attribute name="${name}">${value.xml}</attribute>`,
    sample: picked => ({ attributes: [[name, value.sample(picked).children.join('')]], children: [] })
  }
}

function elementPattern(random: Random, depth: number): RandomPattern {
  const name = random.pick(elementNames)
  const content = randomPattern(random, depth)
  return {
    xml: `<element ${named(name)}>${content.xml}</element>`,
    sample: picked => ({ attributes: [], children: [written(name, content.sample(picked))] })
  }
}

function wildcardPattern(random: Random): RandomPattern {
  const nameClass = random.pick([
    '<anyName/>',
    '<anyName><except><name>a</name><name ns="urn:p">a</name></except></anyName>',
    '<anyName><except><nsName ns="urn:p"/></except></anyName>',
    '<nsName ns="urn:p"/>',
    '<nsName ns=""><except><name>b</name></except></nsName>',
    '<choice><name>e</name><nsName ns="urn:p"><except><name ns="urn:p">b</name></except></nsName></choice>'
  ])
  return random.pick<RandomPattern>([
    {
      xml: `<element>${nameClass}<empty/></element>`,
      sample: picked => ({ attributes: [], children: [written(picked.pick([...elementNames, 'e']), nothing)] })
    },
    {
      xml: `<zeroOrMore><attribute>${nameClass}<data type="integer"/></attribute></zeroOrMore>`,
      sample: picked => ({ attributes: [[picked.pick(attributeNames), picked.pick(['1', 'v'])]], children: [] })
    }
  ])
}

function groupPattern(random: Random, depth: number): RandomPattern {
  const members = several(random, depth)
  return { xml: wrapped('group', members), sample: picked => joined(members.map(member => member.sample(picked))) }
}

function interleavePattern(random: Random, depth: number): RandomPattern {
  const members = several(random, depth)
  return {
    xml: wrapped('interleave', members),
    sample: picked =>
      shuffled(
        picked,
        members.map(member => member.sample(picked))
      )
  }
}

function mixedPattern(random: Random, depth: number): RandomPattern {
  const members = several(random, depth)
  return {
    xml: wrapped('mixed', members),
    sample: picked =>
      shuffled(picked, [joined(members.map(member => member.sample(picked))), { attributes: [], children: ['text'] }])
  }
}

function choicePattern(random: Random, depth: number): RandomPattern {
  const members = several(random, depth)
  return { xml: wrapped('choice', members), sample: picked => picked.pick(members).sample(picked) }
}

function optionalPattern(random: Random, depth: number): RandomPattern {
  return repeated(random, depth, 'optional', [0, 1])
}

function oneOrMorePattern(random: Random, depth: number): RandomPattern {
  return repeated(random, depth, 'oneOrMore', [1, 2, 3])
}

function zeroOrMorePattern(random: Random, depth: number): RandomPattern {
  return repeated(random, depth, 'zeroOrMore', [0, 1, 2, 3])
}

function repeated(random: Random, depth: number, name: string, counts: readonly number[]): RandomPattern {
  const member = randomPattern(random, depth)
  return {
    xml: `<${name}>${member.xml}</${name}>`,
    sample: picked => joined(Array.from({ length: picked.pick(counts) }, () => member.sample(picked)))
  }
}

function several(random: Random, depth: number): readonly RandomPattern[] {
  return Array.from({ length: 2 + random.below(3) }, () => randomPattern(random, depth))
}

function wrapped(name: string, members: readonly RandomPattern[]): string {
  return `<${name}>${members.map(({ xml }) => xml).join('')}</${name}>`
}

function joined(samples: readonly Sample[]): Sample {
  return {
    attributes: samples.flatMap(({ attributes }) => attributes),
    children: samples.flatMap(({ children }) => children)
  }
}

function shuffled(random: Random, samples: readonly Sample[]): Sample {
  const queues = samples.map(({ children }) => [...children])
  const children: string[] = []
  for (;;) {
    const filled = queues.filter(queue => queue.length > 0)
    if (filled.length === 0) return { attributes: joined(samples).attributes, children }
    children.push(...random.pick(filled).splice(0, 1))
  }
}
