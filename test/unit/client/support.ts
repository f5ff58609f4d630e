/** What several tests of the client share: recorded installations, temporary programs, and the real kiwis. */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseProbe } from '../../../client/src/kiwi/installation'
import type { KiwiInstallation } from '../../../client/src/kiwi/installation'
import { probeKiwi } from '../../../client/src/kiwi/probe'
import { removeFolder, temporaryFolder } from '../../support/folders'

/** The text of a recorded output. */
export function fixture(name: string): string {
  return readFileSync(path.join('test/fixtures/client', name), 'utf8')
}

function recorded(name: string): KiwiInstallation {
  const installation = parseProbe(fixture(name), '/usr/bin/kiwi-ng', '/usr/bin/python3')
  if (installation === undefined) throw new Error(`${name} is not an answer of the probe`)
  return installation
}

/** kiwi 11.1.6, as recorded. */
export const kiwi11 = recorded('kiwi11-probe.json')

/** kiwi 10.3.11 with its two plugins, as recorded. */
export const kiwi10 = recorded('kiwi10-probe.json')

/** Asks the kiwi that set-up installed for the tests. */
export async function realKiwi(version: 10 | 11): Promise<KiwiInstallation> {
  const result = await probeKiwi(path.resolve(`.setup/kiwi-${version}/bin/kiwi-ng`), { timeout: 60_000 })
  if (!result.ok) throw new Error(`${result.message} Run npm run build once: it installs the kiwis of the tests.`)
  return result.installation
}

/** A folder for the programs of one test file; removed after it. */
export class Programs {
  readonly folder = temporaryFolder('client')

  /** Writes an executable file and gives its path. */
  write(name: string, text: string, mode = 0o755): string {
    const file = path.join(this.folder, name)
    writeFileSync(file, text, { mode })
    return file
  }

  /** Waits until nothing is mounted below the folder: the real kiwi may have worked there. */
  async remove(): Promise<void> {
    await removeFolder(this.folder)
  }
}
