/** Runs kiwi-ng in a terminal so that whatever ends the terminal reaches kiwi as one Ctrl-C. */

/** Constant shell program; its arguments are the program and its arguments, taken literally. */
export const SUPERVISE = `exec 3<&0
trap : INT
env --default-signal=INT,QUIT --ignore-signal=HUP,TERM "$@" <&3 3<&- & p=$!
trap 'trap "" HUP TERM; kill -INT $p' HUP TERM
while wait $p; s=$?; [ $s -gt 128 ] && kill -0 $p 2>/dev/null; do :; done
exit $s
`

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

/** What the task starts: kiwi-ng under supervision, as root by sudo only where it needs that. */
export declare function commandLine(kiwi: string, args: readonly string[], privileges: Privileges): CommandLine

/** The command as a person would type it: the same program and arguments, without the supervision. */
export declare function plainCommand(kiwi: string, args: readonly string[], privileges: Privileges): string[]

/** `argv` quoted for a POSIX shell: exact, and as readable as exactness allows. */
export declare function displayCommand(argv: readonly string[]): string
