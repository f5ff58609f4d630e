/** What is in the stashes that extensions name: asked of the client once for each, and remembered. */
import type { StashAnswer, StashProvider } from '../description/extension/stashes'

/** Asks the client for a stash by reference. */
export type AskForStash = (reference: string) => Promise<unknown>

const asked: StashAnswer = { state: 'asked' }
const unknown: StashAnswer = { state: 'unknown' }

export class Stashes implements StashProvider {
  private readonly answers = new Map<string, StashAnswer>()
  /** The references whose answers may be out of date. */
  private doubtful = new Set<string>()
  private readonly pending = new Map<string, Promise<void>>()
  /** How often each was asked for. */
  private readonly requests = new Map<string, number>()
  private ask: AskForStash | undefined
  private changed: (answer: StashAnswer) => void = () => undefined

  /** From now on stashes are asked for; `changed` is called for every answer that says something new. */
  start(ask: AskForStash, changed: (answer: StashAnswer) => void): void {
    this.ask = ask
    this.changed = changed
  }

  stash(reference: string): StashAnswer {
    if (!this.ask) return unknown
    const known = this.answers.get(reference)
    const isDoubtful = this.doubtful.delete(reference)
    if (known && !isDoubtful) return known
    this.answers.set(reference, known ?? asked)
    this.request(reference)
    return known ?? asked
  }

  /**
   * Anything may have changed: each stash is asked for again when it is wanted the next time, and what is known goes on
   * until the answer is there. What nobody has wanted since the last time is forgotten: references are typed letter by letter.
   */
  refresh(): void {
    for (const reference of this.doubtful) this.answers.delete(reference)
    this.doubtful = new Set(this.answers.keys())
  }

  /** Resolves when all that was asked for is answered. */
  async settled(): Promise<void> {
    while (this.pending.size > 0) await Promise.all(this.pending.values())
  }

  private request(reference: string): void {
    if (this.ask) this.pending.set(reference, this.remember(reference, this.ask(reference)))
  }

  private async remember(reference: string, asking: Promise<unknown>): Promise<void> {
    const request = (this.requests.get(reference) ?? 0) + 1
    this.requests.set(reference, request)
    const answer = await asking.then(readAnswer, notAnswered)
    // Of two requests only the later one counts.
    if (this.requests.get(reference) !== request) return
    this.pending.delete(reference)
    if (JSON.stringify(this.answers.get(reference)) === JSON.stringify(answer)) return
    this.answers.set(reference, answer)
    this.changed(answer)
  }
}

function notAnswered(error: unknown): StashAnswer {
  return { state: 'unreadable', reason: error instanceof Error ? error.message : String(error) }
}

function readAnswer(value: unknown): StashAnswer {
  const fields = new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : [])
  const text = (name: string) => {
    const field = fields.get(name)
    return typeof field === 'string' ? field : ''
  }
  switch (fields.get('state')) {
    case 'described':
      return { state: 'described', digest: text('digest'), folder: text('folder'), description: text('description') }
    case 'undescribed':
      return { state: 'undescribed', digest: text('digest') }
    case 'missing':
      return { state: 'missing' }
    case 'unreadable':
      return { state: 'unreadable', reason: text('reason') }
    default:
      return unknown
  }
}
