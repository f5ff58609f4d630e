/** The suite `editing`, run in VS Code. */
import { describeSuite } from '../support/editorSuite'

describeSuite({ suite: 'editing', title: 'Editing a description', seconds: 60 })
