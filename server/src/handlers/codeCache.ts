/**
 * Starts a program with what V8 compiled of it in an earlier run; without that a short run spends a sixth of its time on
 * compiling.
 *
 * V8 trusts what it is given here: a file that is not whole would end the process, and one that somebody else wrote could
 * make it do anything. So a file is taken only if it and its folder are the user's own and its checksums are right.
 */
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Script } from 'node:vm'
import { crc32 } from 'node:zlib'

/** Bytes of a file before what V8 made: the checksums of the program and of that, 32 bits each. */
const headerLength = 8

/** What Node hands to a CommonJS module. */
const wrapperHead = '(function (exports, require, module, __filename, __dirname) { '

/**
 * Runs the CommonJS program in a file that is ASCII only, with `load` as its `require`. Gives what is to be called when it
 * has done its work: that keeps what was compiled, if nothing was known of it before, and never fails.
 */
export function runWithCache(program: string, load: NodeJS.Require): () => void {
  const source = readFileSync(program, 'latin1')
  const checksum = crc32(source)
  const file = cacheFile(program)
  const cachedData = file === undefined ? undefined : readCache(file, checksum)
  const script = new Script(`${wrapperHead}${source}\n})`, {
    filename: program,
    // Errors name the places in the file.
    columnOffset: -wrapperHead.length,
    ...(cachedData && { cachedData })
  })
  const module = { exports: {} }
  const run: unknown = script.runInThisContext()
  if (typeof run === 'function') run.call(module.exports, module.exports, load, module, program, path.dirname(program))
  return () => {
    if (file === undefined || (cachedData && script.cachedDataRejected === false)) return
    const compiled = script.createCachedData()
    // A run that did hardly anything compiled hardly anything.
    if (compiled.length > source.length) writeCache(file, checksum, compiled)
  }
}

/** Where the file of a program lies; undefined where that is switched off or no folder for such files is the user's own. */
function cacheFile(program: string): string | undefined {
  const { XDG_CACHE_HOME: named = '', HOME: home = '', NODE_DISABLE_COMPILE_CACHE: disabled } = process.env
  const own = path.isAbsolute(named) ? named : home
  if (disabled !== undefined || !path.isAbsolute(own) || !isOwn(own)) return undefined
  const folder = own === named ? named : path.join(home, '.cache')
  const name = `${path.basename(program, '.js')}-${process.version}-${process.arch}.code`
  return path.join(folder, 'kiwi-language-server', name)
}

function readCache(file: string, checksum: number): Buffer | undefined {
  if (!isOwn(path.dirname(file)) || !isOwn(file)) return undefined
  const bytes = readFileSync(file)
  if (bytes.length < headerLength || bytes.readUInt32LE(0) !== checksum) return undefined
  const compiled = bytes.subarray(headerLength)
  return bytes.readUInt32LE(4) === crc32(compiled) ? compiled : undefined
}

function writeCache(file: string, checksum: number, compiled: Buffer): void {
  const header = Buffer.alloc(headerLength)
  header.writeUInt32LE(checksum, 0)
  header.writeUInt32LE(crc32(compiled), 4)
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
    // Whoever reads it meanwhile must find a whole one.
    const unfinished = `${file}.${process.pid}`
    writeFileSync(unfinished, Buffer.concat([header, compiled]), { mode: 0o600 })
    renameSync(unfinished, file)
  } catch {
    // It would only have saved time.
  }
}

/** Whether a file or folder is there, belongs to the user who runs this, can be read, and nobody else may write to it. */
function isOwn(file: string): boolean {
  try {
    const { uid, mode } = statSync(file)
    return uid === process.getuid?.() && (mode & 0o022) === 0 && (mode & 0o400) !== 0
  } catch {
    return false
  }
}
