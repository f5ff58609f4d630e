/** The suite `editing`, run in VS Code. */
import path from 'node:path'
import { describeSuite } from '../support/editorSuite'
import { repository } from '../support/folders'

describeSuite({
  suite: 'editing',
  title: 'Editing a description',
  seconds: 60,
  workspace: path.join(repository, 'test/vscode/editing/workspace')
})
