/** For people: each mistake with its line and carets, and at the end how many there are; in colours on a terminal. */
import { withoutControls } from '../displayWidth'
import { excerpt } from '../excerpt'
import type { World } from '../world'
import type { Diagnostic, Result } from '../report'

/** Where nobody knows how wide the terminal is. */
const usualColumns = 120
const fewestColumns = 40

const colours = { error: '31', warning: '33', information: '36', hint: '36', bold: '1', faint: '2' }

type Paint = (colour: keyof typeof colours, text: string) => string

export function humanText(result: Result, world: World): string {
  const paint: Paint = hasColours(world)
    ? (colour, text) => `\u001B[${colours[colour]}m${text}\u001B[0m`
    : (_, text) => text
  const columns = Math.max(fewestColumns, world.columns ?? usualColumns)
  const told = result.diagnostics().map(diagnostic => describe(diagnostic, result, paint, columns))
  return `${told.join('')}${summary(result)}\n`
}

function hasColours({ isTerminal, environment }: World): boolean {
  return isTerminal && (environment['NO_COLOR'] ?? '') === '' && environment['TERM'] !== 'dumb'
}

function describe(diagnostic: Diagnostic, result: Result, paint: Paint, columns: number): string {
  const { file, path, code, severity, message, range } = diagnostic
  const place = `${withoutControls(file)}:${range.start.line + 1}:${range.start.character + 1}:`
  const head = `${paint('bold', place)} ${paint(severity, `${severity}:`)} ${withoutControls(message)} ${paint('faint', `[${code}]`)}`
  const tree = result.tree(path)
  if (!tree) return `${head}\n`
  const digits = String(range.end.line + 1).length + 2
  const gutter = (number: number | undefined) =>
    paint('faint', `${(number === undefined ? '' : String(number + 1)).padStart(digits)} |`)
  const lines = excerpt(tree, range, columns - digits - 3).flatMap(({ number, text, carets }) => [
    `${gutter(number)} ${text}`.trimEnd(),
    ...(carets === '' ? [] : [`${gutter(undefined)} ${indented(carets, severity, paint)}`])
  ])
  return `${[head, ...lines].join('\n')}\n`
}

/** Only the carets themselves are coloured, so that nothing stands behind them. */
function indented(carets: string, severity: Diagnostic['severity'], paint: Paint): string {
  const ink = carets.trimStart()
  return `${carets.slice(0, carets.length - ink.length)}${paint(severity, ink)}`
}

function summary({ count: all, diagnostics }: Result): string {
  const count = (severity: Diagnostic['severity'], one: string, many: string) => {
    const found = diagnostics().filter(each => each.severity === severity).length
    return found === 0 ? [] : `${found} ${found === 1 ? one : many}`
  }
  const found = [
    count('error', 'error', 'errors'),
    count('warning', 'warning', 'warnings'),
    count('information', 'piece of information', 'pieces of information')
  ].flat()
  const checked = `${all} ${all === 1 ? 'file' : 'files'} checked`
  if (found.length > 0) return `${checked}: ${found.join(', ')}.`
  return all === 0 ? `${checked}.` : `${checked}: no problems.`
}
