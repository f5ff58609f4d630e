/** What a completion is, whatever the protocol that it is sent with. */
import type { Span } from '../../syntax/tree'

export interface CompletionSettings {
  /** Whether the client fills in snippets: text with places to jump to. */
  readonly snippets: boolean
  /** The character that was typed and asks for completion by itself; undefined where the person asked. */
  readonly typed?: string | undefined
}

export interface Completion {
  readonly label: string
  readonly kind: 'element' | 'attribute' | 'value' | 'end-tag'
  /** What is replaced, in UTF-16 code units from the start of the file. */
  readonly span: Span
  readonly text: string
  /** Whether `text` is in the snippet syntax of the Language Server Protocol. */
  readonly snippet: boolean
  /** What the client compares with what is typed; the label where it is undefined. */
  readonly filter?: string | undefined
  /** Makes its documentation, Markdown: more work than all else, and read of few among those that are offered. */
  readonly documentation: () => string | undefined
  /** Whether the place is wrong without it: such ones come first. */
  readonly required: boolean
  /** Why kiwi would refuse it beside what is there: such ones come last. */
  readonly refusal?: string | undefined
}
