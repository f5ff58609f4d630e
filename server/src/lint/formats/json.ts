/** One line of JSON for each description, for programs. */
import type { Result } from '../report'

export function jsonText({ reports }: Result): string {
  return reports()
    .map(({ path, valid, diagnostics }) => {
      const told = diagnostics.map(({ file, code, severity, message, range }) => ({
        file,
        code,
        severity,
        message,
        range
      }))
      return `${JSON.stringify({ path, valid, diagnostics: told })}\n`
    })
    .join('')
}
