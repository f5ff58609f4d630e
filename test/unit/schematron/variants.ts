/** Makes elements that fulfil and break a rule, out of nothing but the names and words in the rule itself. */
import type { RulePattern } from '../../../server/src/schematron/rules'

/** Documents that each hold one element for a rule of the pattern: all combinations of what the rule speaks of. */
export function variantsFor(pattern: RulePattern): readonly string[] {
  const all = pattern.rules.map(({ context, assertions }) => [context, ...assertions.map(({ test }) => test)].join(' '))
  return pattern.rules.flatMap(rule =>
    rule.assertions.flatMap(({ test }) => variants(rule.context, test, all.join(' ')))
  )
}

/** One document in which all of these stand. */
export function combined(documents: readonly string[]): string {
  return `<all>${documents.join('')}</all>`
}

function variants(context: string, test: string, all: string): readonly string[] {
  const steps = context.replace(/\[.*\]/, '').split('/')
  const name = steps.at(-1) ?? ''
  const parent = steps.at(-2) ?? 'parent'
  const words = wordsIn(all)
  const own = attributesIn(all, /(?<!\/)@([\w-]+)/g)
  const above = attributesIn(test, /(?<!\.\.\/)\.\.\/@([\w-]+)/g)
  const farAbove = attributesIn(test, /\.\.\/\.\.\/@([\w-]+)/g)
  return combinations(farAbove, words).flatMap(outer =>
    combinations(above, words).flatMap(around =>
      combinations(own, words).flatMap(attributes =>
        contentsFor(test).map(
          content =>
            `<image${outer}><${parent}${around}>${siblingsFor(test, content)}` +
            `<${name}${attributes}>${content}</${name}></${parent}></image>`
        )
      )
    )
  )
}

/** The first words in the strings of the rule, a whole string, and a number or a word of no meaning. */
function wordsIn(text: string): readonly string[] {
  const strings = [...text.matchAll(/'([^']*)'/g)].map(([, string = '']) => string)
  const words = strings.flatMap(string => string.split(' ')).filter((_, index) => index < 2)
  return [...new Set([...words, strings[0] ?? 'nothing', text.includes('<') ? '9' : 'nothing'])]
}

function attributesIn(text: string, syntax: RegExp): readonly string[] {
  return [...new Set([...text.matchAll(syntax)].map(([, name = '']) => name))]
}

function combinations(attributes: readonly string[], values: readonly string[]): readonly string[] {
  return attributes.reduce<readonly string[]>(
    (lists, attribute) => lists.flatMap(list => [list, ...values.map(value => `${list} ${attribute}="${value}"`)]),
    ['']
  )
}

function contentsFor(test: string): readonly string[] {
  const child = /^([a-z]+)\[@([a-z]+)\]/.exec(test)
  if (child) return ['', `<${child[1]}/>`, `<${child[1]} ${child[2]}="x"/>`]
  return test.includes('text()') ? ['', '10', ' 8 ', 'apt', 'x', '<!-- -->9'] : ['']
}

function siblingsFor(test: string, content: string): string {
  const [, outer, inner] = /\.\.\/([a-z]+)\/([a-z]+)\[/.exec(test) ?? []
  return outer === undefined ? '' : `<${outer}><${inner}>${content}</${inner}></${outer}>`
}
