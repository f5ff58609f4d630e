/** A run as a leaf of a sequence, whose nodes are made when someone asks for them. */
import type { Run, RunReading } from './run'
import type { Measure, SourceLeaf, SourceNode } from './tree'

export class RunLeaf implements SourceLeaf {
  readonly kind = 'leaf'
  readonly run: Run
  readonly measure: Measure
  readonly reach: number
  readonly errorCount = 0
  readonly #read: (text: string) => readonly SourceNode[]
  /** Made once: nodes serve as keys, so they must be the same whoever asks. */
  #items: readonly SourceNode[] | undefined

  /** `read` makes the nodes out of the run's text. */
  constructor({ run, breaks, tail, endsInText }: RunReading, read: (text: string) => readonly SourceNode[]) {
    this.run = run
    this.measure = { length: run.text.length, breaks, tail }
    // A text reaches to the markup behind it.
    this.reach = endsInText ? 1 : 0
    this.#read = read
  }

  get count(): number {
    return this.run.nodeCount
  }

  get items(): readonly SourceNode[] {
    this.#items ??= this.#read(this.run.text)
    return this.#items
  }
}
