/** Makes the node of an element from its parts. */
import { addMeasures, measureText } from './measure'
import type { EndTag, SourceElement, StartTag, SyntaxError } from './tree'

/** The element made of these parts; `ownReach` is what deciding its end took, its content's reach comes on top. */
export function elementOf(
  startTag: StartTag,
  content: SourceElement['content'],
  tag: EndTag | undefined,
  errors: readonly SyntaxError[],
  ownReach: number
): SourceElement {
  const head = addMeasures(measureText(startTag.text), content.measure)
  const rest = content.measure.length + (tag?.text.length ?? 0)
  return {
    kind: 'element',
    startTag,
    content,
    endTag: tag,
    measure: tag ? addMeasures(head, measureText(tag.text)) : head,
    reach: Math.max(0, ownReach, startTag.reach - rest, content.reach - (tag?.text.length ?? 0)),
    errors,
    errorCount: errors.length + content.errorCount
  }
}
