/** What a quick fix is, and the place that it mends. */
import type { Description } from '../../description/description'
import type { EffectiveElement } from '../../description/effective'
import type { DescriptionFile } from '../../description/library'
import type { Schema } from '../../description/schemas'
import type { PlacedNode, SourceAttribute, SourceElement, Span } from '../../syntax/tree'
import type { Finding } from '../finding'

/** Replaces what stands at `span` of the file at `path`, in UTF-16 code units; all edits of a fix are made at once. */
export interface TextEdit {
  readonly path: string
  readonly span: Span
  readonly text: string
}

export interface QuickFix {
  readonly title: string
  readonly finding: Finding
  readonly edits: readonly TextEdit[]
  /** Whether it is what was most probably meant, so that an editor may make it without asking which one. */
  readonly isPreferred: boolean
}

/** A fix before it is known for which finding it is; the edits are in the finding's file. */
export interface Proposal {
  readonly title: string
  readonly edits: readonly Omit<TextEdit, 'path'>[]
  readonly isPreferred?: boolean
}

/** What stands where a finding is. */
export interface FixPlace {
  readonly file: DescriptionFile
  /** The description that it was found in; undefined for what is wrong in a file whoever reads it. */
  readonly description: Description | undefined
  /** What decides there: kiwi's schema, or inside an extension that of the extension. */
  readonly schema: Schema | undefined
  /** The elements around the place as that schema judges them. */
  readonly line: readonly EffectiveElement[]
  /** The elements around the place, outermost first, that one included whose tag it is in. */
  readonly path: readonly PlacedNode<SourceElement>[]
  /** The last one of the path. */
  readonly element: PlacedNode<SourceElement> | undefined
  /** The attribute that the finding is about. */
  readonly attribute: SourceAttribute | undefined
}
