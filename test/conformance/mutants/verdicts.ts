/** What kiwi and what this program say of mutants, each in one go for many of them. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Library } from '../../../server/src/description/library'
import { OtherSchemas } from '../../../server/src/description/otherSchemas'
import { Documents } from '../../../server/src/handlers/documents'
import { readText } from '../../../server/src/handlers/fileSystem'
import { findingsOf, syntaxFindings } from '../../../server/src/services/findings'
import { schemaOf } from '../../support/descriptions'
import type { Files } from './draft'

export interface Verdict {
  readonly accepted: boolean
  /** Why not, in words for a person who looks into a disagreement. */
  readonly reason: string
  /** The messages of the rules that are broken, sorted; undefined where they were not asked. */
  readonly rules: readonly string[] | undefined
}

/** Writes the files of each mutant into a folder of its own below `folder`; gives the paths of the descriptions. */
export function writeMutants(mutants: readonly Files[], folder: string): string[] {
  return mutants.map(({ main, texts }, index) => {
    const own = path.join(folder, String(index))
    for (const [name, text] of texts) {
      const file = path.join(own, name)
      mkdirSync(path.dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
    return path.join(own, main)
  })
}

/** The verdicts of the library that the server and the command line share. */
export function ownVerdicts(files: readonly string[]): Verdict[] {
  const schema = schemaOf()
  const others = new OtherSchemas(schema, [], readText)
  return files.map(file => {
    const documents = new Documents()
    const library = new Library(documents, schema)
    library.others = others
    library.update(file)
    const own = library.file(file)?.readings.find(reading => reading.file.path === file)
    if (!own) return { accepted: false, reason: 'not a description', rules: undefined }
    const parts = [own.file, ...own.inclusions.flatMap(({ found }) => found ?? [])]
    const findings = [...parts.flatMap(syntaxFindings), ...findingsOf(own)]
    const errors = findings.filter(({ severity, stage }) => severity === 'error' && stage === 'load')
    const reason = errors.map(({ code, message, span }) => `${span.start}: ${message} [${code}]`).join('\n')
    return { accepted: errors.length === 0, reason, rules: own.ruleFailures.map(({ message }) => message) }
  })
}

/** The files that one accepts and the other refuses, in words, each by its title; kiwi must accept some and refuse some. */
export async function disagreements(titles: readonly string[], files: readonly string[]): Promise<string[]> {
  const { verdicts } = await kiwiVerdicts(files)
  assert.ok(verdicts.some(({ accepted }) => accepted) && verdicts.some(({ accepted }) => !accepted))
  const own = ownVerdicts(files)
  return titles.flatMap((title, index) => {
    const [ours, kiwis] = [own[index], verdicts[index]]
    if (ours?.accepted === kiwis?.accepted) return []
    const kiwiSays = kiwis?.accepted ? 'accepts' : `refuses: ${kiwis?.reason}`
    return [`${title}: kiwi ${kiwiSays}, we say: ${ours?.reason.split('\n')[0] || 'nothing'}`]
  })
}

/** The verdicts of the real kiwi, and its version; two processes share the work. */
export async function kiwiVerdicts(files: readonly string[]): Promise<{ kiwi: string; verdicts: Verdict[] }> {
  const half = Math.ceil(files.length / 2)
  const [one, other] = await Promise.all([askKiwi(files.slice(0, half)), askKiwi(files.slice(half))])
  return { kiwi: one.kiwi, verdicts: [...one.verdicts, ...other.verdicts].map(verdictOf) }
}

interface KiwiVerdict {
  readonly failure: string
  readonly text: string
  readonly rules: readonly string[]
}

interface KiwiAnswer {
  readonly kiwi: string
  readonly verdicts: readonly KiwiVerdict[]
}

function verdictOf({ failure, text, rules }: KiwiVerdict): Verdict {
  // Which extensions have a schema is a matter of the machine, not of the description.
  const accepted = failure === '' || (failure === 'KiwiExtensionError' && text.startsWith('Extension schema error'))
  const judged = failure === '' || text.startsWith('Failed to validate schema') || failure === 'KiwiExtensionError'
  return {
    accepted,
    reason: accepted ? '' : `${failure}: ${text}\n${rules.join('\n')}`,
    rules: judged ? rules : undefined
  }
}

async function askKiwi(files: readonly string[]): Promise<KiwiAnswer> {
  const python = path.resolve('.setup/kiwi-11/bin/python')
  assert.ok(existsSync(python), `${python} is missing: run "npm run build", which sets the real kiwi up`)
  const program = path.resolve('test/conformance/mutants/kiwiVerdicts.py')
  const child = spawn(python, ['-I', program], { cwd: path.resolve('test/conformance/mutants') })
  const output: Buffer[] = []
  const errors: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
  child.stdin.end(JSON.stringify(files))
  const status = await new Promise(resolve => {
    child.on('close', resolve)
  })
  assert.equal(status, 0, Buffer.concat(errors).toString().slice(-4000))
  const answer: unknown = JSON.parse(Buffer.concat(output).toString())
  assert.ok(isAnswer(answer) && answer.verdicts.length === files.length)
  return answer
}

function isAnswer(value: unknown): value is KiwiAnswer {
  return typeof value === 'object' && value !== null && 'kiwi' in value && 'verdicts' in value
}
