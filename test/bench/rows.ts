/** The rows of the bench: what is measured, in the order of the table. */
import { measureCommandLine } from './commandLine'
import { measureAnswers, measureAttributes, measureGrowth, measureLarge, measureSmall } from './keystrokes'
import type { Row } from './measurement'
import { measureMemory, measureStart } from './server'
import { measureWholePass } from './wholePass'

export const rows: readonly Row[] = [
  { name: 'whole-pass', work: 'parse and validate 1 MB, 20,000 packages', measure: measureWholePass },
  { name: 'keystroke', work: 'keystroke → diagnostics, 300 lines', measure: async () => measureSmall() },
  { name: 'keystroke-1mb', work: 'keystroke → diagnostics, 1 MB', measure: async () => measureLarge() },
  { name: 'attributes', work: 'keystroke in a start tag, 1 MB', measure: async () => measureAttributes() },
  { name: 'growth', work: 'keystroke at 10 MB against 100 KB', measure: async () => measureGrowth() },
  { name: 'answers', work: 'completion and hover, 1 MB', measure: async () => measureAnswers() },
  { name: 'start', work: 'server start → first diagnostics', measure: measureStart },
  { name: 'memory', work: 'server after 1,000 edits, 1 MB', measure: measureMemory },
  { name: 'kiwi-lint', work: 'kiwi-lint --recursive ../shared/corpus', measure: measureCommandLine }
]
