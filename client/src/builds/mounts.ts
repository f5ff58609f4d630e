/** What is mounted below a path: kiwi binds the host's /dev and /sys there while it works. */

export interface Mount {
  readonly source: string
  /** Absolute path, escapes resolved. */
  readonly point: string
  readonly type: string
  /** Nothing there can be written, by root neither. */
  readonly readOnly: boolean
}

/** Mounts in the order of /proc/mounts. */
export function parseMounts(text: string): Mount[] {
  return text
    .split('\n')
    .map(line => line.split(' '))
    .flatMap(([source, point, type, options = '']) =>
      source === undefined || point === undefined || type === undefined
        ? []
        : [
            {
              source: unescapeOctal(source),
              point: unescapeOctal(point),
              type,
              readOnly: options.split(',').includes('ro')
            }
          ]
    )
}

/**
 * Mounts at or below `directory`, in the order in which they must be released: deepest first, at one place the last one
 * first. `directory` is absolute and holds no symbolic link (the system knows mounts by their real path).
 */
export function mountsBelow(directory: string, mounts: readonly Mount[]): Mount[] {
  const folder = withoutSlash(directory)
  return inReleaseOrder(mounts.filter(({ point }) => point === folder || point.startsWith(`${folder}/`)))
}

/** Mounts in kiwi's own working folders (`kiwi_mount_manager.*`), in the order of release. */
export function kiwiMounts(mounts: readonly Mount[]): Mount[] {
  return inReleaseOrder(mounts.filter(({ point }) => /\/kiwi_mount_manager\.[^/]+(\/|$)/.test(point)))
}

function inReleaseOrder(mounts: readonly Mount[]): Mount[] {
  return [...mounts].reverse().sort((first, second) => depth(second.point) - depth(first.point))
}

function depth(point: string): number {
  return withoutSlash(point).split('/').length
}

function withoutSlash(directory: string): string {
  return directory.replace(/\/+$/, '')
}

/** Blank, tab, line break and backslash are written as three octal digits of their byte. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
}
