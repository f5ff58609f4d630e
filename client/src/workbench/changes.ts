/** Changes to a request as data, and its command in pieces that can be read. */
import type {
  BoxbuildRequest,
  BuildDescriptionRequest,
  BuildRequest,
  StackbuildRequest,
  StashRequest
} from '../kiwi/request'

type Fields = Omit<BuildDescriptionRequest, 'kind'> &
  Omit<StashRequest, 'kind'> &
  Omit<StackbuildRequest, 'kind'> &
  Omit<BoxbuildRequest, 'kind'>

/** Fields of a request with their new values; `undefined` takes a field away. */
export type Changes = { readonly [Name in keyof Fields]?: Fields[Name] | undefined }

/** `request` with `changes`. */
export function withChanges<Request extends BuildRequest>(request: Request, changes: Changes): Request {
  const changed = { ...request }
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) Reflect.deleteProperty(changed, name)
    else Reflect.set(changed, name, value)
  }
  return changed
}

/** The command in pieces that can be read: the program, and each option with its value. */
export function commandLines(argv: readonly string[]): string[] {
  const lines: string[][] = []
  for (const argument of argv) {
    const last = lines.at(-1)
    const isValue = last?.length === 1 && last[0]?.startsWith('--') === true && last[0] !== '--'
    const continues = last !== undefined && !argument.startsWith('--') && (isValue || !last[0]?.startsWith('--'))
    if (continues) last.push(argument)
    else lines.push([argument])
  }
  return lines.map(line => line.join(' '))
}
