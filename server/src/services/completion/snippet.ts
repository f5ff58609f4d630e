/** Markup to insert: elements with what the schema demands of them, with places to fill in. */
import { describeValues, describeWanted, type ValueExpectation } from '../../relaxng/expectation'
import type { Grammar } from '../../relaxng/grammar'
import { listedNames } from '../../relaxng/nameClass'
import { requiredElements } from '../../relaxng/particles'
import { holds, holdsCharacters, type ElementPattern, type Pattern } from '../../relaxng/pattern'
import { valuesInWords } from '../wanted'

/** What is inserted: `snippet` says that `text` is in the snippet syntax of the Language Server Protocol. */
export interface Insertion {
  readonly text: string
  readonly snippet: boolean
}

/** How deeply the elements that an element demands are inserted with it. */
const deepestNesting = 3

/** More values than this are no choice to page through. */
const longestChoice = 60

/** Counts the places to fill in. */
interface Places {
  next: number
}

/** An element from its name on, without the `<`: required attributes, required elements, end tag. */
export function elementInsertion(element: ElementPattern, grammar: Grammar): Insertion {
  const places = { next: 1 }
  return { text: elementText(element, grammar, places, ''), snippet: true }
}

/** As `elementInsertion`, but without places: what is to be filled in is empty. */
export function plainInsertion(element: ElementPattern, grammar: Grammar): string {
  const { text } = elementInsertion(element, grammar)
  const filled = text.replace(/\$\{\d+\|(?:[^|\\]|\\.)*\|\}|\$\d+/g, '').replace(/\n[ \t]+(?=\n)/g, '')
  const markup = `<${filled.replace(/\\([\\$}])/g, '$1')}`
  return markup.replaceAll(/<([\w.-]+)((?:\s[^<>]*)?)>\n\s*<\/\1>/g, '<$1$2/>').slice(1)
}

/** What is filled in for the values of an attribute that is inserted alone. */
const knownPlaces = new WeakMap<ValueExpectation, string>()

/** An attribute with its value to fill in. */
export function attributeInsertion(name: string, values: ValueExpectation): Insertion {
  const place = knownPlaces.get(values) ?? placeFor(values, { next: 1 })
  knownPlaces.set(values, place)
  return { text: `${name}="${place}"`, snippet: true }
}

/** Text as it must stand in a snippet to mean itself. */
export function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, String.raw`\$&`)
}

function elementText(element: ElementPattern, grammar: Grammar, places: Places, indentation: string): string {
  const name = nameOf(element)
  const attributes = describeWanted(element.content)
    .attributes.filter(({ required }) => required)
    .map(({ name: { localName }, values }) => ` ${localName}="${placeFor(values, places)}"`)
  const start = `${name}${attributes.join('')}`
  const content = grammar.derivatives.withAttributesPresent(element.content)
  if ((content.holds & holds.element) === 0)
    return holdsCharacters(content) ? `${start}>${placeFor(describeValues(content), places)}</${name}>` : `${start}/>`
  // What is inserted along with its parent stays short where it may.
  if (indentation !== '' && content.nullable && attributes.length > 0) return `${start}/>`
  const inner = `${indentation}\t`
  return `${start}>\n${inner}${innerElements(content, grammar, places, inner)}\n${indentation}</${name}>`
}

function innerElements(content: Pattern, grammar: Grammar, places: Places, indentation: string): string {
  const required = requiredElements(content).filter(each => nameOf(each) !== '')
  if (required.length === 0 || indentation.length > deepestNesting) return `$${places.next++}`
  return required.map(each => `<${elementText(each, grammar, places, indentation)}`).join(`\n${indentation}`)
}

/** A place for a value: the value itself where there is only one, a choice where there are a few. */
function placeFor(expectation: ValueExpectation, places: Places): string {
  const { values, described } = valuesInWords(expectation)
  const [only] = values
  const open = described !== undefined || expectation.anyText || expectation.list
  if (open || only === undefined || values.length > longestChoice) return `$${places.next++}`
  if (values.length === 1) return escapeSnippet(only)
  const choices = values.map(value => value.replace(/[\\$},|]/g, String.raw`\$&`))
  return `\${${places.next++}|${choices.join(',')}|}`
}

/** The name that the schema gives the element; '' where it has none of its own. */
function nameOf({ nameClass }: ElementPattern): string {
  return listedNames(nameClass)[0]?.localName ?? ''
}
