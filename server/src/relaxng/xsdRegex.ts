/**
 * Regular expressions of XML Schema (W3C XML Schema Part 2, appendix F), matched in time that grows evenly with the text.
 *
 * They are not handed to JavaScript's engine, which can take exponential time: an expression is parsed into interned
 * nodes and matched by their derivatives (S. Owens, J. Reppy, A. Turon, "Regular-expression derivatives re-examined"),
 * each remembered with its node, so that a table of states grows as texts need it.
 */
import { characterSet } from './xsdCharacters'
import type { CharacterSet } from './xsdCharacters'

/** An expression that always means the whole text. */
export interface XsdRegex {
  /** True, too, for a text with so many ways to read it that to try them all would take minutes. */
  matches(text: string): boolean
}

/** Thrown for an expression that XML Schema does not allow; the message is for people. */
export class XsdRegexError extends Error {}

/** So many steps may be taken for a text of any length, and for each of its characters. */
const stepsForText = 1_000_000
const stepsForCharacter = 20

/** @throws XsdRegexError */
export function compileXsdRegex(source: string): XsdRegex {
  const table = new NodeTable()
  const start = new Parser(source, table).parse()
  return {
    matches(text) {
      const mostSteps = table.steps + stepsForText + stepsForCharacter * text.length
      let node = start
      for (let at = 0; at < text.length;) {
        const codePoint = text.codePointAt(at) ?? 0
        at += codePoint > 0xffff ? 2 : 1
        node = node.derived?.get(codePoint) ?? table.next(node, codePoint)
        if (node.kind === 'nothing') return false
        if (table.steps > mostSteps) return true
      }
      return node.nullable
    }
  }
}

interface NodeBase {
  readonly id: number
  readonly nullable: boolean
  /** How many derivatives, each for the sake of the one before, may have to be found for its own. */
  readonly depth: number
  /** What is left behind a character, as far as it was asked for. */
  derived: Map<number, Node> | undefined
}

type Node =
  | (NodeBase & { readonly kind: 'nothing' | 'empty' })
  | (NodeBase & { readonly kind: 'set'; readonly set: CharacterSet })
  | (NodeBase & { readonly kind: 'sequence'; readonly first: Node; readonly rest: Node })
  | (NodeBase & { readonly kind: 'choice'; readonly members: readonly Node[] })
  | (NodeBase & { readonly kind: 'repeat'; readonly member: Node; readonly least: number; readonly most: number })

/** An expression with large counters has many states: begin anew before what is remembered of them fills the memory. */
const mostRemembered = 1_000_000

/** Makes the nodes of one expression and their derivatives. */
class NodeTable {
  readonly nothing: Node
  readonly empty: Node
  readonly #interned = new Map<string, Node>()
  readonly #characters = new Map<number, Node>()
  /** All nodes that remember a derivative. */
  #derived: Node[] = []
  #count = 0
  #remembered = 0
  #steps = 0

  constructor() {
    this.nothing = { kind: 'nothing', ...this.#base(false, 1) }
    this.empty = { kind: 'empty', ...this.#base(true, 1) }
  }

  /** How many derivatives were asked for. */
  get steps(): number {
    return this.#steps
  }

  set(set: CharacterSet): Node {
    return { kind: 'set', set, ...this.#base(false, 1) }
  }

  /** A character that stands for itself. */
  character(codePoint: number): Node {
    const known = this.#characters.get(codePoint)
    if (known !== undefined) return known
    const node = this.set(other => other === codePoint)
    this.#characters.set(codePoint, node)
    return node
  }

  sequence(first: Node, rest: Node): Node {
    if (first.kind === 'nothing' || rest.kind === 'empty') return first
    if (rest.kind === 'nothing' || first.kind === 'empty') return rest
    const key = `,${first.id} ${rest.id}`
    const known = this.#interned.get(key)
    if (known !== undefined) return known
    const nullable = first.nullable && rest.nullable
    const depth = 1 + (first.nullable ? Math.max(first.depth, rest.depth) : first.depth)
    return this.#intern(key, { kind: 'sequence', first, rest, ...this.#base(nullable, depth) })
  }

  choice(nodes: readonly Node[]): Node {
    const members = new Set<Node>()
    for (const node of nodes) {
      if (node.kind === 'choice') for (const member of node.members) members.add(member)
      else if (node.kind !== 'nothing') members.add(node)
    }
    const sorted = [...members].sort((one, other) => one.id - other.id)
    const [only] = sorted
    if (only === undefined) return this.nothing
    if (sorted.length === 1) return only
    const key = `|${sorted.map(({ id }) => id).join(' ')}`
    const known = this.#interned.get(key)
    if (known !== undefined) return known
    const nullable = sorted.some(member => member.nullable)
    const depth = 1 + sorted.reduce((most, member) => Math.max(most, member.depth), 0)
    return this.#intern(key, { kind: 'choice', members: sorted, ...this.#base(nullable, depth) })
  }

  /** `most` is Infinity where there is no limit. */
  repeat(member: Node, least: number, most: number): Node {
    if (most === 0 || member.kind === 'empty') return this.empty
    if (member.kind === 'nothing') return least === 0 ? this.empty : member
    if (least === 1 && most === 1) return member
    // Counts in counts have as many states as their product.
    if (member.kind === 'repeat' && member.least < 2)
      return this.repeat(member.member, least * member.least, most * member.most)
    // What may be empty may be left out as often as one likes.
    const needed = member.nullable ? 0 : least
    const key = `*${member.id} ${needed} ${most}`
    return (
      this.#interned.get(key) ??
      this.#intern(key, { kind: 'repeat', member, least: needed, most, ...this.#base(needed === 0, 1 + member.depth) })
    )
  }

  /** The derivative of what a text has left; others that are remembered may be forgotten. */
  next(node: Node, character: number): Node {
    if (this.#remembered > mostRemembered) this.#forget()
    return this.derive(node, character)
  }

  derive(node: Node, character: number): Node {
    this.#steps += 1
    const known = node.derived?.get(character)
    if (known !== undefined) return known
    const derived = this.#derive(node, character)
    if (node.derived === undefined) {
      node.derived = new Map()
      this.#derived.push(node)
    }
    node.derived.set(character, derived)
    this.#remembered += derived.kind === 'choice' ? derived.members.length : 1
    return derived
  }

  #derive(node: Node, character: number): Node {
    switch (node.kind) {
      case 'sequence': {
        const inFirst = this.sequence(this.derive(node.first, character), node.rest)
        return node.first.nullable ? this.choice([inFirst, this.derive(node.rest, character)]) : inFirst
      }
      case 'choice':
        return this.choice(node.members.map(member => this.derive(member, character)))
      case 'repeat': {
        const more = this.repeat(node.member, Math.max(0, node.least - 1), node.most - 1)
        return this.sequence(this.derive(node.member, character), more)
      }
      case 'set':
        if (node.set(character)) return this.empty
        break
      case 'nothing':
      case 'empty':
    }
    return this.nothing
  }

  /** Lets go of all nodes that are in no use. Others stay right, but may be made a second time. */
  #forget(): void {
    for (const node of this.#derived) node.derived = undefined
    this.#derived = []
    this.#interned.clear()
    this.#remembered = 0
  }

  #base(nullable: boolean, depth: number): NodeBase {
    return { id: this.#count++, nullable, depth, derived: undefined }
  }

  #intern(key: string, node: Node): Node {
    this.#interned.set(key, node)
    return node
  }
}

/** The most that a counter may ask for: beyond it no schema is meant seriously. */
const countLimit = 100_000
const nestingLimit = 200
/** Of optional parts in a row, and of what is in them, all are tried at once: so many as the stack has room for. */
const depthLimit = 1001

/** Reads one expression: `regExp`, `branch`, `piece` and `atom` of the grammar in appendix F. */
class Parser {
  readonly #source: string
  readonly #table: NodeTable
  #at = 0
  #depth = 0

  constructor(source: string, table: NodeTable) {
    this.#source = source
    this.#table = table
  }

  parse(): Node {
    const node = this.#alternatives()
    if (this.#at < this.#source.length) throw this.#error(`“${this.#source.charAt(this.#at)}” has no partner`)
    return node
  }

  #alternatives(): Node {
    this.#depth += 1
    if (this.#depth > nestingLimit) throw this.#error('it is nested too deeply')
    const branches = [this.#branch()]
    while (this.#take('|')) branches.push(this.#branch())
    this.#depth -= 1
    return this.#table.choice(branches)
  }

  #branch(): Node {
    const pieces: Node[] = []
    while (this.#at < this.#source.length && !'|)'.includes(this.#source.charAt(this.#at))) {
      pieces.push(this.#piece())
    }
    let branch = this.#table.empty
    for (let piece = pieces.pop(); piece !== undefined; piece = pieces.pop()) {
      branch = this.#table.sequence(piece, branch)
      if (branch.depth > depthLimit) throw this.#error('it has too many optional parts')
    }
    return branch
  }

  #piece(): Node {
    const atom = this.#atom()
    switch (this.#source.charAt(this.#at)) {
      case '?':
        return this.#counted(atom, 0, 1)
      case '*':
        return this.#counted(atom, 0, Infinity)
      case '+':
        return this.#counted(atom, 1, Infinity)
      case '{':
        return this.#counts(atom)
      default:
        return atom
    }
  }

  /** An atom with a count of one character behind it. */
  #counted(atom: Node, least: number, most: number): Node {
    this.#at += 1
    return this.#table.repeat(atom, least, most)
  }

  /** An atom with a count in braces behind it. */
  #counts(atom: Node): Node {
    this.#at += 1
    const quantity = /^(\d+)(?:(,)(\d*))?\}/.exec(this.#source.slice(this.#at, this.#at + 32))
    if (quantity === null) throw this.#error('a “{” starts a count such as {2}, {2,} or {2,5}')
    this.#at += quantity[0].length
    const least = Number(quantity[1])
    const most = quantity[2] === undefined ? least : quantity[3] === '' ? Infinity : Number(quantity[3])
    if (least > most) throw this.#error(`the count {${quantity[0]} ends below its start`)
    if (least > countLimit || (most !== Infinity && most > countLimit)) throw this.#error('the count is too large')
    return this.#table.repeat(atom, least, most)
  }

  #atom(): Node {
    if (this.#take('(')) {
      const node = this.#alternatives()
      if (!this.#take(')')) throw this.#error('a “(” is not closed')
      return node
    }
    const character = this.#source.charAt(this.#at)
    if (/[a-zA-Z0-9_]/.test(character)) {
      this.#at += 1
      return this.#table.character(character.charCodeAt(0))
    }
    if ('?*+{}]'.includes(character)) throw this.#error(`“${character}” must be written \\${character} here`)
    const { set, end } = characterSet(this.#source, this.#at, message => this.#error(message))
    this.#at = end
    return this.#table.set(set)
  }

  #take(character: string): boolean {
    if (this.#source.charAt(this.#at) !== character) return false
    this.#at += 1
    return true
  }

  #error(message: string): XsdRegexError {
    return new XsdRegexError(`The regular expression “${this.#source}” is not one of XML Schema: ${message}.`)
  }
}
