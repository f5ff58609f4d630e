/** Reads tar archives as a stream: only what is asked for is kept, and nothing that an archive says is believed. */

/** What is wrong with an archive, in words for people. */
export class ArchiveError extends Error {}

export interface TarEntry {
  /** As it stands in the archive: not checked, may hold anything. */
  readonly name: string
  readonly type: 'file' | 'directory' | 'symbolicLink' | 'hardLink' | 'other'
  /** Permission bits. */
  readonly mode: number
  /** Bytes of the content. */
  readonly size: number
  /** What a link leads to; empty for anything else. */
  readonly target: string
  /** To be read before the next entry is asked for; what is not read is passed over. */
  readonly content: () => AsyncGenerator<Buffer>
}

/** Where an archive comes from: its bytes in their order. */
export interface TarSource extends AsyncIterable<Buffer> {
  /** Goes on behind the next `count` bytes without giving them; where it is absent, they are read and thrown away. */
  readonly pass?: (count: number) => void
}

/** The entries of an archive in their order. Throws an {@link ArchiveError} where it is none, or ends before its end. */
export async function* readTar(source: TarSource): AsyncGenerator<TarEntry> {
  const bytes = new Bytes(source)
  let long: Extended = {}
  for (;;) {
    const header = await bytes.take(blockSize, 'its next header')
    if (header === undefined || isZero(header)) return
    const plain = parseHeader(header)
    const { flag } = plain
    if (isExtension(flag)) {
      const text = await bytes.text(plain.size)
      // What holds for the whole archive (g) names times and comments, which nobody here asks for.
      if (flag !== 'g') long = { ...long, ...parseExtension(flag, text) }
      await bytes.skip(padding(plain.size))
      continue
    }
    const size = long.size ?? plain.size
    let left = size
    const content = async function* (): AsyncGenerator<Buffer> {
      while (left > 0) {
        const chunk = await bytes.some(left)
        left -= chunk.length
        yield chunk
      }
    }
    yield {
      name: long.path ?? plain.name,
      type: types.get(flag) ?? 'other',
      mode: plain.mode,
      size,
      target: long.linkpath ?? plain.target,
      content
    }
    await bytes.skip(left + padding(size))
    long = {}
  }
}

const blockSize = 512
/** Names and times need no more; a megabyte of them is an attack. */
const longestExtension = 1_000_000

const types: ReadonlyMap<string, TarEntry['type']> = new Map([
  ['0', 'file'],
  ['\0', 'file'],
  ['7', 'file'],
  ['1', 'hardLink'],
  ['2', 'symbolicLink'],
  ['5', 'directory']
])

interface Header {
  readonly name: string
  readonly flag: string
  readonly mode: number
  readonly size: number
  readonly target: string
}

/** What an entry before the entry says of it. */
interface Extended {
  readonly path?: string
  readonly linkpath?: string
  readonly size?: number
}

/** The headers of POSIX ustar and of GNU tar. */
function parseHeader(header: Buffer): Header {
  if (octal(header, 148, 8) !== checksum(header)) throw new ArchiveError('It is no tar archive, or it is damaged.')
  const prefix = header.toString('latin1', 257, 263) === 'ustar\0' ? text(header, 345, 155) : ''
  const name = text(header, 0, 100)
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    flag: header.toString('latin1', 156, 157),
    mode: octal(header, 100, 8) & 0o7777,
    size: number(header, 124, 12),
    target: text(header, 157, 100)
  }
}

/** Does the entry only tell of the next one? */
function isExtension(flag: string): boolean {
  return flag === 'x' || flag === 'g' || flag === 'L' || flag === 'K'
}

function parseExtension(flag: string, content: Buffer): Extended {
  if (flag === 'L') return { path: text(content, 0, content.length) }
  if (flag === 'K') return { linkpath: text(content, 0, content.length) }
  const records = paxRecords(content)
  const path = records.get('path')
  const linkpath = records.get('linkpath')
  const size = records.get('size')
  return {
    ...(path === undefined ? {} : { path }),
    ...(linkpath === undefined ? {} : { linkpath }),
    ...(size === undefined ? {} : { size: checkedSize(Number(size)) })
  }
}

/** Records of the form `LENGTH KEY=VALUE`, where LENGTH counts the whole record with its line break. */
function paxRecords(content: Buffer): Map<string, string> {
  const records = new Map<string, string>()
  for (let start = 0; start < content.length;) {
    const blank = content.indexOf(0x20, start)
    const length = Number(content.toString('latin1', start, Math.max(blank, start)))
    if (blank < 0 || !Number.isInteger(length) || length <= blank - start) {
      throw new ArchiveError('It is a damaged tar archive.')
    }
    const [key = '', ...value] = content.toString('utf8', blank + 1, start + length - 1).split('=')
    records.set(key, value.join('='))
    start += length
  }
  return records
}

function checksum(header: Buffer): number {
  let sum = 8 * 0x20
  for (const [index, byte] of header.entries()) if (index < 148 || index >= 156) sum += byte
  return sum
}

function text(buffer: Buffer, start: number, length: number): string {
  const field = buffer.subarray(start, start + length)
  const end = field.indexOf(0)
  return field.toString('utf8', 0, end < 0 ? field.length : end)
}

function octal(header: Buffer, start: number, length: number): number {
  const value = Number.parseInt(text(header, start, length).trim() || '0', 8)
  if (Number.isNaN(value)) throw new ArchiveError('It is no tar archive, or it is damaged.')
  return value
}

/** Octal, or for large numbers in the way of GNU tar: the highest bit set, then binary. */
function number(header: Buffer, start: number, length: number): number {
  if ((header[start] ?? 0) < 0x80) return checkedSize(octal(header, start, length))
  let value = 0
  for (const byte of header.subarray(start + 1, start + length)) value = value * 256 + byte
  return checkedSize(value)
}

function checkedSize(size: number): number {
  if (!Number.isSafeInteger(size) || size < 0) throw new ArchiveError('It is a damaged tar archive.')
  return size
}

function padding(size: number): number {
  return (blockSize - (size % blockSize)) % blockSize
}

function isZero(header: Buffer): boolean {
  return header.every(byte => byte === 0)
}

/** Takes bytes off a stream in the portions that are needed. */
class Bytes {
  private readonly source: AsyncIterator<Buffer>
  private readonly pass: TarSource['pass']
  private rest: Buffer = Buffer.alloc(0)

  constructor(source: TarSource) {
    this.source = source[Symbol.asyncIterator]()
    this.pass = source.pass?.bind(source)
  }

  /** At least one byte, at most `most`. */
  async some(most: number): Promise<Buffer> {
    if (this.rest.length === 0 && !(await this.more())) throw new ArchiveError('It ends before its end.')
    const chunk = this.rest.subarray(0, most)
    this.rest = this.rest.subarray(chunk.length)
    return chunk
  }

  /** Exactly `count` bytes; `undefined` where the stream has ended. */
  async take(count: number, what: string): Promise<Buffer | undefined> {
    const chunks: Buffer[] = []
    let missing = count
    while (missing > 0) {
      if (this.rest.length === 0 && !(await this.more())) {
        if (missing === count) return undefined
        throw new ArchiveError(`It ends in the middle of ${what}.`)
      }
      const chunk = this.rest.subarray(0, missing)
      this.rest = this.rest.subarray(chunk.length)
      missing -= chunk.length
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  }

  async text(count: number): Promise<Buffer> {
    if (count > longestExtension) throw new ArchiveError('A name in it is a megabyte long.')
    return (await this.take(count, 'a name')) ?? Buffer.alloc(0)
  }

  async skip(count: number): Promise<void> {
    let left = count
    if (this.pass !== undefined && left > this.rest.length) {
      this.pass(left - this.rest.length)
      left = this.rest.length
    }
    while (left > 0) left -= (await this.some(left)).length
  }

  private async more(): Promise<boolean> {
    const next = await this.source.next()
    if (next.done === true) return false
    this.rest = next.value
    return true
  }
}
