/** Makes tar archives that no honest program would write. */

/** One entry, as it shall stand in the archive. */
export interface ArchiveEntry {
  name: string
  content?: string
  /** The type flag; `0`, a file, when left out. */
  flag?: string
  target?: string
  mode?: number
  /** What the header says, when that is not the truth. */
  size?: number
}

/** An uncompressed archive in the ustar format, with its end mark. */
export function tarArchive(entries: readonly ArchiveEntry[]): Buffer {
  return Buffer.concat([...entries.map(writeEntry), Buffer.alloc(1024)])
}

function writeEntry({ name, content = '', flag = '0', target = '', mode = 0o644, size }: ArchiveEntry): Buffer {
  const bytes = Buffer.from(content)
  const header = Buffer.alloc(512)
  header.write(name, 0, 100)
  header.write(`${mode.toString(8).padStart(7, '0')}\0`, 100)
  header.write(`${(size ?? bytes.length).toString(8).padStart(11, '0')}\0`, 124)
  header.write(' '.repeat(8), 148)
  header.write(flag, 156)
  header.write(target, 157, 100)
  header.write('ustar\u000000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return Buffer.concat([header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)])
}
