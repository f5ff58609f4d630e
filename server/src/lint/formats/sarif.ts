/** The Static Analysis Results Interchange Format 2.1.0 (OASIS), which code scanning services read. */
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { contributes } from '../../../../package.json'
import { version } from '../../../package.json'
import { manualBeside } from '../../handlers/manual'
import { diagnosticCodes, isCode } from '../../services/diagnosticCodes'
import type { World } from '../world'
import type { Diagnostic, Result } from '../report'

const levels = { error: 'error', warning: 'warning', information: 'note', hint: 'note' } as const

/** What relative places are relative to: a service puts the root of its own copy in its place. */
const root = '%SRCROOT%'

export function sarifText({ diagnostics: found, failures }: Result, world: World): string {
  const diagnostics = found()
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort()
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'kiwi-lint', version, rules: rulesFor(codes, world) } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [root]: { uri: folderUrl(world.workingFolder) } },
        invocations: [
          {
            executionSuccessful: failures.length === 0,
            toolExecutionNotifications: failures.map(text => ({ level: 'error', message: { text } }))
          }
        ],
        results: diagnostics.map(diagnostic => resultOf(diagnostic, codes, world.workingFolder))
      }
    ]
  }
  return `${JSON.stringify(log, undefined, 2)}\n`
}

function rulesFor(codes: readonly string[], { programFolder }: World): object[] {
  const manual = manualBeside(programFolder)
  const descriptions: Readonly<Record<string, { description: string } | undefined>> =
    contributes.configuration.properties['kiwi.diagnostics.severity'].properties
  return codes.map(id => {
    const helpUri = manual.href(id)
    const text = descriptions[id]?.description ?? id
    const help = manual.text(id)
    return {
      id,
      shortDescription: { text },
      // The format asks for neither, but GitHub's code scanning does.
      fullDescription: { text },
      help: help === undefined ? { text } : { text: help, markdown: help },
      ...(helpUri === undefined ? {} : { helpUri }),
      ...(isCode(id) ? { defaultConfiguration: { level: levels[diagnosticCodes[id].severity] } } : {})
    }
  })
}

function resultOf(
  { path: file, code, severity, message, range: { start, end } }: Diagnostic,
  codes: readonly string[],
  workingFolder: string
): object {
  const region = {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1
  }
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: levels[severity],
    message: { text: message },
    locations: [{ physicalLocation: { artifactLocation: artifact(file, workingFolder), region } }]
  }
}

/** A file below the working folder is named from there, any other one absolutely. */
function artifact(file: string, workingFolder: string): { uri: string; uriBaseId?: string } {
  const way = path.relative(workingFolder, file)
  if (way.startsWith('..') || path.isAbsolute(way)) return { uri: pathToFileURL(file).href }
  return { uri: pathToFileURL(file).href.slice(folderUrl(workingFolder).length), uriBaseId: root }
}

function folderUrl(folder: string): string {
  return `${pathToFileURL(folder).href.replace(/\/$/, '')}/`
}
