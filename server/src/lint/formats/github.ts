/** Commands of a GitHub workflow, which shows them at the lines of a pull request. */
import type { Diagnostic, Result } from '../report'

const commands = { error: 'error', warning: 'warning', information: 'notice', hint: 'notice' } as const

export function githubText({ diagnostics }: Result): string {
  return diagnostics().map(describe).join('')
}

function describe({ file, code, severity, message, range: { start, end } }: Diagnostic): string {
  const columns: [string, number][] =
    // GitHub takes columns only where all of it stands on one line.
    start.line === end.line
      ? [
          ['col', start.character + 1],
          ['endColumn', end.character + 1]
        ]
      : []
  const properties = Object.entries({
    file,
    line: start.line + 1,
    endLine: end.line + 1,
    ...Object.fromEntries(columns),
    title: `kiwi-lint: ${code}`
  }).map(([name, value]) => `${name}=${property(String(value))}`)
  return `::${commands[severity]} ${properties.join(',')}::${escaped(message)}\n`
}

/** As the workflow commands have it: a value ends at a comma, and with it the properties at a colon. */
function property(value: string): string {
  return escaped(value).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}
