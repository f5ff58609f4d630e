/** The suite `workbench`, run in VS Code. */
import { describeSuite } from '../support/editorSuite'

describeSuite({ suite: 'workbench', title: 'Stashes and builds', seconds: 300 })
