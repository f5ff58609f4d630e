/** Runs kiwi-ng in a terminal so that whatever ends the terminal reaches kiwi as one Ctrl-C. */

/**
 * Constant shell program; its arguments are a folder (or an empty word), the program and its arguments, all taken literally.
 * kiwi stays in the terminal's foreground and keeps its input; a hang-up or an end from outside reaches it as a single
 * SIGINT, as a second one would break off its clean-up and leave the host's folders mounted below the target. Its exit code
 * is kiwi's: 128 + N after signal N, 127 when the program is missing; but 130 after a Ctrl-C that was typed into the
 * terminal, because kiwi itself calls that a failure, and in a box even a success. Needs `env` of coreutils 8.31 or newer.
 *
 * kiwi itself cleans up, but not when it is killed, nor when SIGINT comes in the tenth of a second in which it makes its
 * first mounts. So after an end that is no success the folder, the image root of this run, is detached with all that is
 * mounted in it (kiwi binds it onto itself first). Where something was mounted before the start, or nobody can tell, it
 * belongs to others and is left alone.
 *
 * What ends the terminal before kiwi is there to be told kills it in its first moments, in which it has done nothing yet.
 *
 * Where there is an image root, kiwi runs programs in it, and hands them its environment: a TMPDIR that names a folder of
 * this machine only would make them fail. So they get none, as sudo lets none through either. kiwi's own temporary files
 * lie elsewhere (its option --temp-dir).
 *
 * It is a single line because VS Code shows it in the terminal of a failed build, where line feeds would become stairs.
 */
export const SUPERVISE = [
  't=$1 i= h=',
  'shift',
  'trap h=1 HUP TERM',
  '[ -z "$t" ] || unset TMPDIR',
  '[ -z "$t" ] || { command -v mountpoint >/dev/null && ! mountpoint -q "$t" 2>/dev/null; } || t=',
  'exec 3<&0',
  'trap i=1 INT',
  'env --default-signal=INT,QUIT --ignore-signal=HUP,TERM "$@" <&3 3<&- & p=$!',
  `trap 'trap "" HUP TERM; kill -INT $p' HUP TERM`,
  '[ -z "$h" ] || kill -KILL $p',
  'while wait $p; s=$?; [ $s -gt 128 ] && kill -0 $p 2>/dev/null; do :; done',
  "trap '' HUP INT TERM",
  '[ -z "$i" ] || s=130',
  '[ $s -eq 0 ] || [ -z "$t" ] || while umount -l "$t" 2>/dev/null; do :; done',
  'exit $s'
].join('; ')

/** A program and its arguments, to be started without a shell. */
export interface CommandLine {
  readonly program: string
  readonly args: readonly string[]
}

export interface Privileges {
  /** Must the command run as root (`needsRoot(request)`)? */
  readonly needsRoot: boolean
  /** Does this process run as root? */
  readonly isRoot: boolean
  /** Setting `kiwi.commands.sudo`. */
  readonly sudo: string
}

/**
 * What the task starts: kiwi-ng (by its absolute path, as sudo has a search path of its own) under supervision, as root by
 * sudo only where it needs that. Supervision runs as root too, so that the one who signals kiwi may do so.
 * `args` are checked already: see `kiwiArguments`. `imageRoot` is the root tree that kiwi makes on this machine and mounts
 * the host's folders in; `undefined` where it makes none.
 */
export function commandLine(
  kiwi: string,
  args: readonly string[],
  imageRoot: string | undefined,
  privileges: Privileges
): CommandLine {
  const supervised = ['-c', SUPERVISE, 'kiwi', imageRoot ?? '', kiwi, ...args]
  if (!needsSudo(privileges)) return { program: '/bin/sh', args: supervised }
  return { program: privileges.sudo, args: ['--', '/bin/sh', ...supervised] }
}

/** The command as a person would type it: the same program and arguments, without the supervision. */
export function plainCommand(kiwi: string, args: readonly string[], privileges: Privileges): string[] {
  return needsSudo(privileges) ? [privileges.sudo, kiwi, ...args] : [kiwi, ...args]
}

/** `argv` quoted for a POSIX shell: exact, and as readable as exactness allows. */
export function displayCommand(argv: readonly string[]): string {
  return argv.map((word, index) => quote(word, index === 0)).join(' ')
}

function needsSudo(privileges: Privileges): boolean {
  return privileges.needsRoot && !privileges.isRoot
}

function quote(word: string, first: boolean): string {
  // At the first place `A=b` would be a variable; a word of a shell's own grammar holds none of these characters.
  const bare = first ? /^[\w@%+:,./-]+$/ : /^[\w@%+=:,./-]+$/
  return bare.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
