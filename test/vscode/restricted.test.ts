/** The suite `restricted`, run in a folder whose settings name programs that leave a mark when they are started. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describeSuite } from '../support/editorSuite'
import { repository } from '../support/folders'

describeSuite({
  suite: 'restricted',
  title: 'A folder that is not trusted',
  seconds: 60,
  workspace: path.join(repository, 'test/vscode/editing/workspace'),
  trusted: false,
  prepare(folder) {
    const settings = {
      'kiwi.commands.kiwi': path.join(folder, 'tools/kiwi-ng'),
      'kiwi.commands.podman': path.join(folder, 'tools/podman'),
      'kiwi.commands.sudo': path.join(folder, 'tools/sudo')
    }
    mkdirSync(path.join(folder, '.vscode'))
    writeFileSync(path.join(folder, '.vscode/settings.json'), JSON.stringify(settings))
    mkdirSync(path.join(folder, 'tools'))
    for (const tool of Object.values(settings)) {
      writeFileSync(tool, '#!/bin/sh\ntouch "$0.was-started"\n', { mode: 0o755 })
    }
  }
})
