/** The machine that the server runs on, which is taken for the one that builds. */
import os from 'node:os'

/** What the machine calls itself as Linux does (`uname -m`), because kiwi runs there only. */
export function machineName(name = os.machine()): string {
  return { arm64: 'aarch64', amd64: 'x86_64' }[name.toLowerCase()] ?? name
}
