/** A whole pass: parse a 1 MB description anew and say whether kiwi takes it, against a bare parser and libxml2. */
import { readFileSync } from 'node:fs'
import { SaxesParser } from 'saxes'
import { Description } from '../../server/src/description/description'
import { SourceTree } from '../../server/src/syntax/sourceTree'
import { schemaOf } from '../support/descriptions'
import type { Measurement } from './measurement'
import { describePackages } from './packages'
import { median, settle, timed } from './timing'

const rounds = 25
const warmUpRounds = 15
const packages = 20_000

const noFiles = { tree: () => undefined }

/** Each round has a text of its own, so that nothing that was remembered of an earlier text is of use. */
export async function measureWholePass(): Promise<Measurement> {
  const schema = schemaOf()
  const validateByLibxml = await libxmlValidation(schema.location)
  const verdict = (text: string): void => {
    const file = { path: '/config.xml', tree: SourceTree.parse(text) }
    const description = new Description(file, noFiles, schema, { kind: 'description' })
    const isValid = description.result?.problemCount === 0 && description.ruleFailures.length === 0
    if (!isValid || file.tree.errors().length > 0) throw new Error('The description must be valid.')
  }
  for (let round = 0; round < warmUpRounds; round += 1) {
    const text = describePackages({ packages, seed: 1000 + round })
    verdict(text)
    parseBySaxes(text)
  }
  const own: number[] = []
  const saxes: number[] = []
  const libxml: number[] = []
  let length = 0
  for (let round = 0; round < rounds; round += 1) {
    const text = describePackages({ packages, seed: round })
    ;({ length } = text)
    settle()
    saxes.push(timed(() => parseBySaxes(text)))
    settle()
    own.push(timed(() => verdict(text)))
    settle()
    libxml.push(validateByLibxml(text))
  }
  return {
    bounds: [
      { what: 'of saxes', value: median(own) / median(saxes), unit: '×', kind: '≤', limit: 2 },
      { what: 'of libxml2', value: median(own) / median(libxml), unit: '×', kind: '≤', limit: 1 / 20 }
    ],
    figures: { 'size in MB': length / 1e6, own: median(own), saxes: median(saxes), libxml2: median(libxml), rounds }
  }
}

/** As bare as saxes can be used: namespaces and positions, and a listener for each event that a tree would need. */
function parseBySaxes(text: string): void {
  const parser = new SaxesParser({ xmlns: true, position: true })
  let events = 0
  const count = (): void => {
    events += 1
  }
  parser.on('opentag', count)
  parser.on('closetag', count)
  parser.on('text', count)
  parser.on('comment', count)
  parser.on('error', error => {
    throw error
  })
  parser.write(text).close()
  if (events < packages) throw new Error('saxes did not read the description.')
}

/**
 * Milliseconds that libxml2 takes to parse a text and to judge it by RELAX NG; it knows no Schematron. It reads the text as
 * UTF-8, so that its bindings need not make it so within the time.
 */
async function libxmlValidation(schemaFile: string): Promise<(text: string) => number> {
  const { ParseOption, RelaxNGValidator, XmlDocument } = await import('libxml2-wasm')
  const schema = XmlDocument.fromString(readFileSync(schemaFile, 'utf8'))
  const validator = RelaxNGValidator.fromDoc(schema)
  return text => {
    // libxml2 knows no conversion: it gets the text as kiwi's conversion leaves it.
    const bytes = Buffer.from(
      text
        .replace('schemaversion="7.6"', `schemaversion="${newest(schemaFile)}"`)
        .replace('console="serial"', 'output_console="serial"')
    )
    return timed(() => {
      const document = XmlDocument.fromBuffer(bytes, { option: ParseOption.XML_PARSE_DEFAULT })
      validator.validate(document)
      document.dispose()
    })
  }
}

function newest(schemaFile: string): string {
  return /([\d.]+)\.rng$/.exec(schemaFile)?.[1] ?? ''
}
