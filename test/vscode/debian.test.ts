/** The suite `debian`, run in a copy of the examples that has this machine's own package sources filled in. */
import { describeSuite } from '../support/editorSuite'
import { prepareExamples } from '../support/examples'

describeSuite({
  suite: 'debian',
  title: 'The Debian examples',
  seconds: 900,
  prepare: prepareExamples
})
