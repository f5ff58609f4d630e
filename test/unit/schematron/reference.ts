/**
 * Asks the implementation that kiwi runs, lxml's isoschematron in kiwi's own Python environment, what it says of
 * descriptions; all questions go to one process.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'

const python = path.join('.setup', 'kiwi-11', 'bin', 'python')

/** Why the reference cannot be asked here; undefined where it can. */
export const referenceMissing = existsSync(python) ? undefined : `${python} is not there: set-up makes it`

/** A schema and the documents to judge by it. */
export interface Question {
  /** The text of the schema. */
  readonly schema: string
  readonly documents: readonly string[]
}

/** What is told of a document: each failed assertion and each report as "test: message", sorted; or why nothing was. */
export type Answer = readonly string[] | { readonly failure: string }

const script = `
import json, sys
from lxml import etree
from lxml.isoschematron import Schematron
space = {'svrl': 'http://purl.oclc.org/dsdl/svrl'}
def told(element):
    message = ''.join(element.find('svrl:text', space).itertext())
    return ' '.join(element.get('test').split()) + ': ' + ' '.join(message.split())
def judge(schema, text):
    try:
        schema.validate(etree.ElementTree(etree.fromstring(text.encode())))
    except Exception as error:
        return {'failure': str(error)}
    report = schema.validation_report
    found = report.xpath('//svrl:failed-assert | //svrl:successful-report', namespaces=space)
    return sorted(told(element) for element in found)
answers = []
for question in json.load(sys.stdin):
    try:
        schema = Schematron(etree.ElementTree(etree.fromstring(question['schema'].encode())), store_report=True)
        answers.append([judge(schema, text) for text in question['documents']])
    except Exception as error:
        answers.append([{'failure': str(error)} for text in question['documents']])
json.dump(answers, sys.stdout)
`

/** The answers to all documents of all questions, in order. */
export function ask(questions: readonly Question[]): readonly (readonly Answer[])[] {
  const { stdout, stderr, status } = spawnSync(python, ['-c', script], {
    input: JSON.stringify(questions),
    encoding: 'utf8',
    maxBuffer: 2 ** 28
  })
  if (status !== 0) throw new Error(`${python} ended with ${String(status)}: ${stderr}`)
  const answers: unknown = JSON.parse(stdout)
  if (!isAnswers(answers)) throw new Error(`${python} answered ${stdout}`)
  return answers
}

function isAnswers(value: unknown): value is readonly (readonly Answer[])[] {
  return Array.isArray(value) && value.length > 0 && value.every(answer => Array.isArray(answer))
}
