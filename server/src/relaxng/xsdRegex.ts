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
  matches(text: string): boolean
}

/** Thrown for an expression that XML Schema does not allow; the message is for people. */
export class XsdRegexError extends Error {}

/** @throws XsdRegexError */
export function compileXsdRegex(source: string): XsdRegex {
  let table = new NodeTable()
  let start = new Parser(source, table).parse()
  return {
    matches(text) {
      // An expression with large counters has many states: begin anew before they fill the memory.
      if (table.size > 20_000) {
        table = new NodeTable()
        start = new Parser(source, table).parse()
      }
      let node = start
      for (let at = 0; at < text.length;) {
        const codePoint = text.codePointAt(at) ?? 0
        at += codePoint > 0xffff ? 2 : 1
        node = node.derived?.get(codePoint) ?? table.derive(node, codePoint)
        if (node.kind === 'nothing') return false
      }
      return node.nullable
    }
  }
}

interface NodeBase {
  readonly id: number
  readonly nullable: boolean
  /** What is left behind a character, as far as it was asked for. */
  derived: Map<number, Node> | undefined
}

type Node =
  | (NodeBase & { readonly kind: 'nothing' | 'empty' })
  | (NodeBase & { readonly kind: 'set'; readonly set: CharacterSet })
  | (NodeBase & { readonly kind: 'sequence'; readonly first: Node; readonly rest: Node })
  | (NodeBase & { readonly kind: 'choice'; readonly members: readonly Node[] })
  | (NodeBase & { readonly kind: 'repeat'; readonly member: Node; readonly least: number; readonly most: number })

/** Makes the nodes of one expression and their derivatives. */
class NodeTable {
  readonly nothing: Node
  readonly empty: Node
  readonly #interned = new Map<string, Node>()
  readonly #characters = new Map<number, Node>()
  #count = 0
  #derivatives = 0

  constructor() {
    this.nothing = { kind: 'nothing', ...this.#base(false) }
    this.empty = { kind: 'empty', ...this.#base(true) }
  }

  /** How much is remembered. */
  get size(): number {
    return this.#count + this.#derivatives
  }

  set(set: CharacterSet): Node {
    return { kind: 'set', set, ...this.#base(false) }
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
    return this.#intern(key, { kind: 'sequence', first, rest, ...this.#base(nullable) })
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
    return this.#intern(key, { kind: 'choice', members: sorted, ...this.#base(nullable) })
  }

  /** `most` is Infinity where there is no limit. */
  repeat(member: Node, least: number, most: number): Node {
    if (most === 0 || member.kind === 'empty') return this.empty
    if (member.kind === 'nothing') return least === 0 ? this.empty : member
    if (least === 1 && most === 1) return member
    // What may be empty may be left out as often as one likes.
    const needed = member.nullable ? 0 : least
    const key = `*${member.id} ${needed} ${most}`
    return (
      this.#interned.get(key) ??
      this.#intern(key, { kind: 'repeat', member, least: needed, most, ...this.#base(needed === 0) })
    )
  }

  derive(node: Node, character: number): Node {
    const known = node.derived?.get(character)
    if (known !== undefined) return known
    const derived = this.#derive(node, character)
    node.derived ??= new Map()
    node.derived.set(character, derived)
    this.#derivatives += 1
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

  #base(nullable: boolean): NodeBase {
    return { id: this.#count++, nullable, derived: undefined }
  }

  #intern(key: string, node: Node): Node {
    this.#interned.set(key, node)
    return node
  }
}

/** The most that a counter may ask for: beyond it no schema is meant seriously. */
const countLimit = 100_000
const nestingLimit = 200
/** Of optional parts in a row all are tried at once. */
const optionalLimit = 1000

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
    let optional = 0
    while (this.#at < this.#source.length && !'|)'.includes(this.#source.charAt(this.#at))) {
      const piece = this.#piece()
      if (piece.nullable) optional += 1
      pieces.push(piece)
    }
    if (optional > optionalLimit) throw this.#error('it has too many optional parts')
    let branch = this.#table.empty
    for (let piece = pieces.pop(); piece !== undefined; piece = pieces.pop())
      branch = this.#table.sequence(piece, branch)
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
