/** One guard around every handler: what fails is logged with its method and document, and answered with nothing. */

export interface Log {
  error(message: string): void
}

/** `handle` such that it never throws: a failure is logged and answered with `otherwise`. */
export function guarded<Parameters, Answer>(
  log: Log,
  method: string,
  otherwise: Answer,
  handle: (parameters: Parameters) => Answer | Promise<Answer>
): (parameters: Parameters) => Promise<Answer> {
  return async parameters => {
    try {
      return await handle(parameters)
    } catch (error) {
      const cause = error instanceof Error ? (error.stack ?? error.message) : String(error)
      log.error(`${method} failed${documentIn(parameters)}: ${cause}`)
      return otherwise
    }
  }
}

function documentIn(parameters: unknown): string {
  if (typeof parameters !== 'object' || parameters === null || !('textDocument' in parameters)) return ''
  const { textDocument } = parameters
  if (typeof textDocument !== 'object' || textDocument === null || !('uri' in textDocument)) return ''
  return ` for ${String(textDocument.uri)}`
}
