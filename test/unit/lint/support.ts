/** Runs kiwi-lint inside a test, in a folder of its own with the given files. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { run } from '../../../server/src/lint/program'
import type { World } from '../../../server/src/lint/world'

export interface Run {
  readonly code: number
  readonly output: string
  readonly messages: string
}

export interface RunOptions {
  /** By path from the folder; `{FOLDER}` in a text is replaced by that. */
  readonly files?: Readonly<Record<string, string>>
  readonly input?: string
  readonly isTerminal?: boolean
  readonly columns?: number
  readonly environment?: World['environment']
}

/** What kiwi-lint writes; the folder's own path is written as `{FOLDER}`, in words too. */
export async function lint(words: readonly string[], options: RunOptions = {}): Promise<Run> {
  const { files = {}, input = '', isTerminal = false, columns, environment = {} } = options
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'kiwi-lint-')))
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
      writeFileSync(path.join(folder, name), text.replaceAll('{FOLDER}', folder))
    }
    let [output, messages] = ['', '']
    const code = await run(
      words.map(word => word.replaceAll('{FOLDER}', folder)),
      {
        write: text => {
          output += text
        },
        warn: text => {
          messages += text
        },
        read: async () => Buffer.from(input),
        isTerminal,
        columns,
        environment,
        workingFolder: folder,
        programFolder: path.resolve('server/dist'),
        schemaFolder: path.resolve('schemas')
      }
    )
    return { code, output: output.replaceAll(folder, '{FOLDER}'), messages: messages.replaceAll(folder, '{FOLDER}') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A description that is valid but for what stands in `packages` and behind them. */
export function description(packages = '', more = ''): string {
  return `<image schemaversion="8.0" name="test">
  <description type="system"><author>A</author><contact>a@example.org</contact><specification>S</specification></description>
  <preferences><version>1.0.0</version><packagemanager>apt</packagemanager><type image="tbz"/></preferences>
  <repository><source path="dir:///var/empty"/></repository>
  <packages type="image">${packages}</packages>
  <packages type="bootstrap"><package name="base-files"/></packages>${more}
</image>
`
}
