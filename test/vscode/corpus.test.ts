/** The suite `corpus`: the largest real descriptions, where they lie beside the checkout. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { describeSuite } from '../support/editorSuite'
import { repository } from '../support/folders'

const workspace = path.join(repository, '../shared/corpus/AlmaLinux-kiwi-descriptions')

if (existsSync(workspace)) {
  describeSuite({ suite: 'corpus', title: 'A real tree of fragments', seconds: 90, workspace })
} else {
  console.log('No real descriptions at ../shared/corpus: their tests in VS Code are left out.')
}
