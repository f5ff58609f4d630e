/** Every setting that the client reads: key below `kiwi`, default, and the reading of it. */

/** Keys below the section `kiwi` with their defaults; `package.json` says the same, a test compares them. */
export const defaults = {
  'build.targetDirectory': '',
  'commands.kiwi': 'kiwi-ng',
  'commands.podman': 'podman',
  'commands.sudo': 'sudo'
} as const

export interface Settings {
  /** Folder that holds a target folder for each description; empty: ask. May be relative to the workspace folder. */
  readonly targetDirectory: string
  /** Names or paths of the programs. */
  readonly kiwi: string
  readonly podman: string
  readonly sudo: string
}

/** The part of VS Code's configuration that is needed here. */
export interface ConfigurationSection {
  get(key: string): unknown
}

/** The settings in the section `kiwi`; an empty name of a program, or a value that is no text, counts as not set. */
export function readSettings(section: ConfigurationSection): Settings {
  const text = (key: keyof typeof defaults): string => {
    const value = section.get(key)
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : defaults[key]
  }
  return {
    targetDirectory: text('build.targetDirectory'),
    kiwi: text('commands.kiwi'),
    podman: text('commands.podman'),
    sudo: text('commands.sudo')
  }
}
