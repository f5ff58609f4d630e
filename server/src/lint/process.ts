/** The process of kiwi-lint: its streams, its exit code, and the place that it runs at. */
import path from 'node:path'
import { largestFile } from '../handlers/fileSystem'
import { run } from './program'

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough (`| head`) is no failure.
  if (error.code === 'EPIPE') process.exit()
  process.stderr.write(`kiwi-lint: what was found cannot be written: ${error.message}\n`)
  process.exit(2)
})

const startFolder = workingFolder()
const ending = run(process.argv.slice(2), {
  write: text => process.stdout.write(text),
  warn: text => process.stderr.write(text),
  read: readInput,
  isTerminal: process.stdout.isTTY,
  columns: process.stdout.columns,
  environment: process.env,
  workingFolder: startFolder ?? path.parse(__dirname).root,
  isWorkingFolderGone: startFolder === undefined,
  programFolder: __dirname,
  schemaFolder: path.join(__dirname, '../../schemas')
})

// The bundle is CommonJS, in which nothing can be awaited at the top.
void (async () => {
  try {
    process.exitCode = await ending
  } catch (error) {
    process.stderr.write(`kiwi-lint: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    process.exitCode = 2
  }
})()

/** Standard input; what is beyond the largest file is left where it is. */
async function readInput(): Promise<Buffer> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of process.stdin) {
    if (!Buffer.isBuffer(piece)) continue
    pieces.push(piece)
    size += piece.length
    if (size > largestFile) break
  }
  return Buffer.concat(pieces)
}

/** The folder that the program was started in; undefined where it has been deleted. */
function workingFolder(): string | undefined {
  try {
    return process.cwd()
  } catch {
    return undefined
  }
}
