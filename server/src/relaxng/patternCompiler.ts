/**
 * Compiles the syntax tree of a schema into patterns (RELAX NG specification, the rest of section 4) and checks the
 * restrictions of section 7 on the way, so that each error has the place of what is wrong.
 */
import { createDatatype } from './datatypes'
import type { Datatype, DatatypeOptions } from './datatypes'
import type { Definition, GrammarScope, SchemaLoader } from './grammarScope'
import type { NameClass } from './nameClass'
import type { Pattern } from './pattern'
import { PatternTable } from './patternTable'
import * as restrictions from './restrictions'
import { resolveUrl } from '../xml/schemaUrl'
import type { SchemaError } from '../xml/schemaText'
import type { SchemaNode } from './schemaDocument'
import { splitQualifiedName } from './xsdTypes'

/** Where a pattern stands: in which grammar, and what the definition around it says of it. */
interface Site {
  readonly scope: GrammarScope | undefined
  readonly documentation: string | undefined
}

const nameClassNames = new Set(['name', 'anyName', 'nsName', 'choice'])

export class PatternCompiler {
  readonly table = new PatternTable()
  readonly #loader: SchemaLoader
  readonly #report: (error: SchemaError) => void
  readonly #options: DatatypeOptions
  readonly #compiled = new Map<Definition, Pattern | 'under way'>()
  /** Contents of elements that are still to be compiled: recursion ends at elements. */
  #pending: (() => void)[] = []
  readonly #scopes: GrammarScope[] = []
  /** Restrictions bind only what the start reaches. */
  #restricted = true

  constructor(loader: SchemaLoader, report: (error: SchemaError) => void, options: DatatypeOptions) {
    this.#loader = loader
    this.#report = report
    this.#options = options
  }

  compileSchema(root: SchemaNode): Pattern {
    const start = this.#pattern(root, { scope: undefined, documentation: undefined })
    this.#drain()
    this.#check(root, restrictions.checkStart(start))
    this.#restricted = false
    for (const scope of this.#scopes) {
      for (const definition of scope.definitions.values()) this.#definition(definition, scope)
      this.#drain()
    }
    return start
  }

  #drain(): void {
    while (this.#pending.length > 0) {
      const pending = this.#pending
      this.#pending = []
      for (const compile of pending) compile()
    }
  }

  #error(node: SchemaNode, message: string): void {
    this.#report({ message, ...node.place })
  }

  #check(node: SchemaNode, problem: string | undefined): void {
    if (this.#restricted && problem !== undefined) this.#error(node, problem)
  }

  #pattern(node: SchemaNode, site: Site): Pattern {
    const { table } = this
    switch (node.name) {
      case 'element':
        return this.#element(node, site)
      case 'attribute':
        return this.#attribute(node, site)
      case 'group':
        return this.#together('group', node, this.#members(node, site))
      case 'interleave':
        return this.#together('interleave', node, this.#members(node, site))
      case 'mixed':
        return this.#together('interleave', node, [this.#grouped(node, site), table.text])
      case 'choice':
        return table.choice(this.#members(node, site))
      case 'optional':
        return table.optional(this.#grouped(node, site))
      case 'oneOrMore':
        return this.#repeated(node, site)
      case 'zeroOrMore':
        return table.optional(this.#repeated(node, site))
      case 'list':
        return this.#list(node, site)
      case 'ref':
        return this.#reference(node, site.scope)
      case 'parentRef':
        return this.#parentReference(node, site.scope)
      case 'empty':
        return table.empty
      case 'text':
        return table.text
      case 'value':
        return this.#value(node)
      case 'data':
        return this.#data(node, site)
      case 'externalRef':
        return this.#external(node)
      case 'grammar':
        return this.#grammar(node, site.scope)
      default:
        return table.notAllowed
    }
  }

  #members(node: SchemaNode, site: Site): readonly Pattern[] {
    return node.children.map(child => this.#pattern(child, inside(site)))
  }

  /** The children of an element that takes one pattern: several make a group. */
  #grouped(node: SchemaNode, site: Site, children: readonly SchemaNode[] = node.children): Pattern {
    const within = children.length === 1 ? site : inside(site)
    return this.#together(
      'group',
      node,
      children.map(child => this.#pattern(child, within))
    )
  }

  #together(kind: 'group' | 'interleave', node: SchemaNode, members: readonly Pattern[]): Pattern {
    if (this.#restricted && members.length > 1) this.#check(node, restrictions.checkTogether(kind, members))
    return this.table[kind](members)
  }

  #repeated(node: SchemaNode, site: Site): Pattern {
    const member = this.#grouped(node, site)
    this.#check(node, restrictions.checkOneOrMore(member))
    return this.table.oneOrMore(member)
  }

  #list(node: SchemaNode, site: Site): Pattern {
    const member = this.#grouped(node, site)
    this.#check(node, restrictions.checkList(member))
    return this.table.list(member)
  }

  #element(node: SchemaNode, site: Site): Pattern {
    const { nameClass, rest } = this.#named(node, node.ns)
    const pattern = this.table.element(nameClass, node.documentation ?? site.documentation, node.place)
    if (rest.length === 0) this.#error(node, 'An element needs a pattern for its content.')
    this.#pending.push(() => {
      const content = this.#grouped(node, inside(site), rest)
      this.#check(node, restrictions.checkElement(content))
      pattern.complete(content)
    })
    return pattern
  }

  #attribute(node: SchemaNode, site: Site): Pattern {
    const { nameClass, rest } = this.#named(node, node.attributes.get('ns') ?? '')
    this.#checkAttributeNames(node, nameClass)
    if (rest.length > 1) this.#error(node, 'An attribute takes one pattern for its value.')
    const content = rest.length === 0 ? this.table.text : this.#grouped(node, inside(site), rest)
    this.#check(node, restrictions.checkAttribute(content))
    return this.table.attribute(nameClass, content, node.documentation ?? site.documentation)
  }

  /** The name class of an element or attribute, and the children that are its content. */
  #named(node: SchemaNode, ns: string): { nameClass: NameClass; rest: readonly SchemaNode[] } {
    const name = node.attributes.get('name')
    if (name !== undefined) return { nameClass: this.#name(node, name, ns), rest: node.children }
    const [first, ...rest] = node.children
    if (first !== undefined && nameClassNames.has(first.name)) return { nameClass: this.#nameClass(first), rest }
    this.#error(node, `“${node.name}” needs a name.`)
    return { nameClass: { kind: 'choice', members: [] }, rest: node.children }
  }

  #nameClass(node: SchemaNode): NameClass {
    switch (node.name) {
      case 'name':
        return this.#name(node, node.text, node.ns)
      case 'anyName':
        return { kind: 'anyName', except: this.#exceptedNames(node, ['anyName']) }
      case 'nsName':
        return { kind: 'nsName', namespace: node.ns, except: this.#exceptedNames(node, ['anyName', 'nsName']) }
      case 'choice':
        return { kind: 'choice', members: node.children.map(child => this.#nameClass(child)) }
      default:
        this.#error(node, `“${node.name}” must not stand in a name class.`)
        return { kind: 'choice', members: [] }
    }
  }

  #exceptedNames(node: SchemaNode, forbidden: readonly string[]): NameClass | undefined {
    const [except, second] = node.children
    if (second !== undefined) this.#error(second, `“${node.name}” takes one “except”.`)
    if (except === undefined) return undefined
    const visit = (inner: SchemaNode): void => {
      if (forbidden.includes(inner.name))
        this.#error(inner, `“${inner.name}” must not be excepted from “${node.name}”.`)
      inner.children.forEach(visit)
    }
    visit(except)
    return { kind: 'choice', members: except.children.map(child => this.#nameClass(child)) }
  }

  #name(node: SchemaNode, qualifiedName: string, ns: string): NameClass {
    const name = splitQualifiedName(qualifiedName)
    if (name === undefined) this.#error(node, `“${qualifiedName}” is no name.`)
    const { prefix, localName } = name ?? { prefix: '', localName: qualifiedName }
    const namespace = prefix === '' ? ns : node.resolvePrefix(prefix)
    if (namespace === undefined) this.#error(node, `The prefix “${prefix}” is not declared.`)
    return { kind: 'name', namespace: namespace ?? '', localName }
  }

  /** Namespace declarations are no attributes (section 4.16). */
  #checkAttributeNames(node: SchemaNode, nameClass: NameClass): void {
    const message = 'Namespace declarations are no attributes: a schema cannot speak of them.'
    switch (nameClass.kind) {
      case 'name':
      case 'nsName': {
        const bare = nameClass.kind === 'name' && nameClass.namespace === '' && nameClass.localName === 'xmlns'
        if (bare || nameClass.namespace === 'http://www.w3.org/2000/xmlns') this.#error(node, message)
        break
      }
      case 'choice':
        for (const member of nameClass.members) this.#checkAttributeNames(node, member)
        break
      case 'anyName':
        break
    }
  }

  #reference(node: SchemaNode, scope: GrammarScope | undefined): Pattern {
    const name = node.attributes.get('name') ?? ''
    const definition = scope?.definitions.get(name)
    if (scope !== undefined && definition !== undefined) return this.#definition(definition, scope, node)
    this.#error(node, `“${name}” is not defined in this grammar.`)
    return this.table.notAllowed
  }

  #parentReference(node: SchemaNode, scope: GrammarScope | undefined): Pattern {
    if (scope?.parent !== undefined) return this.#reference(node, scope.parent)
    this.#error(node, '“parentRef” needs a grammar around the one it stands in.')
    return this.table.notAllowed
  }

  #definition(definition: Definition, scope: GrammarScope, reference?: SchemaNode): Pattern {
    const known = this.#compiled.get(definition)
    if (known === 'under way') {
      const [first] = definition.nodes
      const at = reference ?? first
      const name = first?.attributes.get('name') ?? 'start'
      if (at !== undefined) this.#error(at, `“${name}” refers to itself without an element between.`)
      return this.table.notAllowed
    }
    if (known !== undefined) return known
    this.#compiled.set(definition, 'under way')
    const parts = definition.nodes.map(node => {
      if (node.name === 'start' && node.children.length > 1) this.#error(node, '“start” takes one pattern.')
      return this.#grouped(node, { scope, documentation: node.documentation })
    })
    const [first] = definition.nodes
    const pattern =
      definition.combine === 'choice' || first === undefined
        ? this.table.choice(parts)
        : this.#together('interleave', first, parts)
    this.#compiled.set(definition, pattern)
    return pattern
  }

  #grammar(node: SchemaNode, parent: GrammarScope | undefined): Pattern {
    const scope = this.#loader.scope(node, parent)
    this.#scopes.push(scope)
    return scope.start === undefined ? this.table.notAllowed : this.#definition(scope.start, scope)
  }

  #external(node: SchemaNode): Pattern {
    const url = resolveUrl(node.attributes.get('href') ?? '', node.base)
    const site: Site = { scope: undefined, documentation: undefined }
    const root = this.#loader.document(url, node)
    return root === undefined ? this.table.notAllowed : this.#pattern(root, site)
  }

  #datatype(node: SchemaNode, library: string, name: string): Datatype | undefined {
    const parameterNodes = node.children.filter(child => child.name === 'param')
    const parameters = parameterNodes.map(child => ({ name: child.attributes.get('name') ?? '', value: child.text }))
    const created = createDatatype(library, name, parameters, contextOf(node), this.#options)
    if ('datatype' in created) return created.datatype
    const { message, parameter } = created.error
    this.#error((parameter === undefined ? undefined : parameterNodes[parameter]) ?? node, message)
    return undefined
  }

  #value(node: SchemaNode): Pattern {
    const type = node.attributes.get('type')
    const datatype =
      type === undefined ? this.#datatype(node, '', 'token') : this.#datatype(node, node.datatypeLibrary, type)
    if (datatype === undefined) return this.table.notAllowed
    const value = datatype.read(node.text, contextOf(node))
    if (value === undefined) {
      this.#error(node, `“${node.text}” is no value of the type “${datatype.name}”.`)
      return this.table.notAllowed
    }
    const scope = datatype.name === 'QName' || datatype.name === 'NOTATION' ? value : ''
    return this.table.value(datatype, node.text, value, scope, node.documentation)
  }

  #data(node: SchemaNode, site: Site): Pattern {
    const datatype = this.#datatype(node, node.datatypeLibrary, node.attributes.get('type') ?? '')
    const [exceptNode, second] = node.children.filter(child => child.name === 'except')
    if (second !== undefined) this.#error(second, '“data” takes one “except”.')
    if (exceptNode !== undefined && node.children.at(-1)?.name !== 'except') {
      this.#error(exceptNode, '“except” stands behind all “param” elements.')
    }
    const except = exceptNode && this.table.choice(this.#members(exceptNode, site))
    if (exceptNode !== undefined && except !== undefined) this.#check(exceptNode, restrictions.checkExcept(except))
    return datatype === undefined ? this.table.notAllowed : this.table.data(datatype, except)
  }
}

/** What a definition says of itself goes to the one pattern that it consists of, not to parts of that. */
function inside(site: Site): Site {
  return site.documentation === undefined ? site : { scope: site.scope, documentation: undefined }
}

function contextOf(node: SchemaNode): { resolvePrefix: (prefix: string) => string | undefined } {
  return { resolvePrefix: prefix => (prefix === '' ? node.ns : node.resolvePrefix(prefix)) }
}
