/** Makes the node of an element from its parts. */
import { measureAround } from './measure'
import type { EndTag, SourceElement, StartTag, SyntaxError } from './tree'

/** The element made of these parts; `ownReach` is what deciding its end took, its content's reach comes on top. */
export function elementOf(
  startTag: StartTag,
  content: SourceElement['content'],
  tag: EndTag | undefined,
  errors: readonly SyntaxError[],
  ownReach: number
): SourceElement {
  const behind = tag ? tag.text : ''
  const rest = content.measure.length + behind.length
  return {
    kind: 'element',
    startTag,
    content,
    endTag: tag,
    measure: measureAround(startTag.text, content.measure, behind),
    reach: Math.max(0, ownReach, startTag.reach - rest, content.reach - behind.length),
    errors,
    errorCount: errors.length + content.errorCount
  }
}
