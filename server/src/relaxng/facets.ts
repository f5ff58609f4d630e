/**
 * The facets of XML Schema's datatypes, as parameters of RELAX NG's `data`: each becomes a check of a value.
 */
import type { DatatypeContext, DatatypeError, DatatypeParameter, DatatypeValue, TypeDefinition } from './datatypes'
import { compileXsdRegex, XsdRegexError } from './xsdRegex'

/** Whether a value keeps to the facet; `literal` has its white space normalised. */
export type FacetCheck = (literal: string, value: DatatypeValue) => boolean

/** A facet that cannot be: the message is for people. */
class FacetError extends Error {}

type FacetMaker = (type: TypeDefinition, parameter: DatatypeParameter, context: DatatypeContext) => FacetCheck

const facets: ReadonlyMap<string, FacetMaker> = new Map<string, FacetMaker>([
  ['pattern', patternFacet],
  ['length', lengthFacet((length, wanted) => length === wanted)],
  ['minLength', lengthFacet((length, wanted) => length >= wanted)],
  ['maxLength', lengthFacet((length, wanted) => length <= wanted)],
  ['minInclusive', orderFacet(order => order >= 0)],
  ['minExclusive', orderFacet(order => order > 0)],
  ['maxInclusive', orderFacet(order => order <= 0)],
  ['maxExclusive', orderFacet(order => order < 0)],
  ['totalDigits', digitsFacet('total')],
  ['fractionDigits', digitsFacet('fraction')]
])

/** The checks for all parameters of a type, or the first thing that is wrong with them. */
export function applyFacets(
  type: TypeDefinition,
  typeName: string,
  parameters: readonly DatatypeParameter[],
  context: DatatypeContext
): { readonly checks: readonly FacetCheck[] } | { readonly error: DatatypeError } {
  const checks: FacetCheck[] = []
  for (const [index, parameter] of parameters.entries()) {
    const maker = facets.get(parameter.name)
    if (maker === undefined) return wrong(index, `“${parameter.name}” is no parameter of the type “${typeName}”.`)
    if (parameter.name !== 'pattern' && parameters.findIndex(({ name }) => name === parameter.name) !== index) {
      return wrong(index, `The parameter “${parameter.name}” is given twice.`)
    }
    try {
      checks.push(maker(type, parameter, context))
    } catch (error) {
      if (error instanceof XsdRegexError) return wrong(index, error.message)
      if (error instanceof FacetError) return wrong(index, `${error.message} the type “${typeName}”.`)
      throw error
    }
  }
  return { checks }
}

function wrong(parameter: number, message: string): { readonly error: DatatypeError } {
  return { error: { message, parameter } }
}

function patternFacet(_type: TypeDefinition, parameter: DatatypeParameter): FacetCheck {
  const regex = compileXsdRegex(parameter.value)
  return literal => regex.matches(literal)
}

function lengthFacet(holds: (length: number, wanted: number) => boolean): FacetMaker {
  return ({ length }, parameter) => {
    if (length === undefined) throw new FacetError(`“${parameter.name}” is no parameter of`)
    const wanted = count(parameter)
    return (_literal, value) => holds(length(value), wanted)
  }
}

function orderFacet(holds: (order: number) => boolean): FacetMaker {
  return ({ compare, read }, parameter, context) => {
    if (compare === undefined) throw new FacetError(`“${parameter.name}” is no parameter of`)
    const bound = read(parameter.value.trim(), context)
    if (bound === undefined) throw new FacetError(`“${parameter.value}” for “${parameter.name}” is no value of`)
    return (_literal, value) => {
      const order = compare(value, bound)
      return order !== undefined && holds(order)
    }
  }
}

function digitsFacet(counted: 'total' | 'fraction'): FacetMaker {
  return ({ digits }, parameter) => {
    if (digits === undefined) throw new FacetError(`“${parameter.name}” is no parameter of`)
    const most = count(parameter)
    if (most === 0 && counted === 'total') throw new FacetError('“totalDigits” must be at least 1 for')
    return (_literal, value) => digits(value)[counted] <= most
  }
}

function count(parameter: DatatypeParameter): number {
  const literal = parameter.value.trim()
  if (!/^\+?\d+$/.test(literal))
    throw new FacetError(`“${parameter.name}” must be a whole number, not “${literal}”, for`)
  return Number(literal)
}
