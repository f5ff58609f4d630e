/** Schemas that are not kiwi's: those of documents, of `<extension>`s, and of whatever a file itself names. */
import { loadGrammar } from '../relaxng/grammar'
import { validatorOf } from '../relaxng/validation'
import { RuleChecker } from '../schematron/evaluation'
import type { RulePattern } from '../schematron/rules'
import { ruleSetOf } from '../schematron/ruleTable'
import type { ReadSchema, SchemaError } from '../xml/schemaText'
import type { Schema } from './schemas'

/** A schema that demands no schemaversion, or all that is wrong with it, at least one thing. */
export type ForeignSchema =
  | { readonly schema: Schema; readonly errors: undefined }
  | { readonly schema: undefined; readonly errors: readonly SchemaError[] }

/**
 * The RELAX NG schema at `location`, by which documents are judged as they stand; `rules` are what Schematron adds to
 * it: none are taken out of the schema itself. `read` throws where a file cannot be read.
 */
export function loadForeignSchema(
  location: string,
  read: ReadSchema,
  rules: readonly RulePattern[] = []
): ForeignSchema {
  const { grammar, errors } = loadGrammar(location, read)
  if (!grammar) {
    const nothing = { message: 'There is no schema in this file.', url: location, line: 1, column: 1 }
    return { schema: undefined, errors: errors.length > 0 ? errors : [nothing] }
  }
  const schema: Schema = {
    version: '',
    grammar,
    validator: validatorOf(grammar),
    rules: new RuleChecker(ruleSetOf(rules)),
    location,
    title: location,
    isBundled: false,
    chosenBy: 'instruction',
    history: () => undefined,
    extensions: undefined
  }
  return { schema, errors: undefined }
}
