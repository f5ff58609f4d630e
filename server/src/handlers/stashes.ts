/** What is in the stashes that extensions name: asked of the client once for each, and remembered. */
import type { StashAnswer, StashProvider } from '../description/extension/stashes'
import { fieldsOf, textOf } from './fields'

/** Asks the client for a stash by reference. */
export type AskForStash = (reference: string) => Promise<unknown>

const asked: StashAnswer = { state: 'asked' }
const unknown: StashAnswer = { state: 'unknown' }
const silent: StashAnswer = { state: 'unreadable', reason: 'the editor has not answered what is in it' }

/** For so many milliseconds an answer is waited for; copying what is in a container takes its time. */
const usualPatience = 60_000

export class Stashes implements StashProvider {
  private readonly answers = new Map<string, StashAnswer>()
  /** The references whose answers may be out of date. */
  private doubtful = new Set<string>()
  private readonly pending = new Map<string, Promise<void>>()
  /** How often each was asked for. */
  private readonly requests = new Map<string, number>()
  private ask: AskForStash | undefined
  private changed: (answer: StashAnswer) => void = () => undefined
  private readonly patience: number

  constructor(patience = usualPatience) {
    this.patience = patience
  }

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

  /** Resolves when everything is answered that was asked of the stashes that `wanted` names, or that takes too long. */
  async settled(wanted: () => readonly string[]): Promise<void> {
    const waitedFor = () => wanted().flatMap(reference => this.pending.get(reference) ?? [])
    for (let all = waitedFor(); all.length > 0; all = waitedFor()) await Promise.all(all)
  }

  private request(reference: string): void {
    if (this.ask) this.pending.set(reference, this.remember(reference, this.ask(reference)))
  }

  private remember(reference: string, asking: Promise<unknown>): Promise<void> {
    const request = (this.requests.get(reference) ?? 0) + 1
    this.requests.set(reference, request)
    return new Promise(resolve => {
      const take = (answer: StashAnswer): void => {
        clearTimeout(timer)
        resolve()
        // Of two requests only the later one counts.
        if (this.requests.get(reference) !== request) return
        this.pending.delete(reference)
        if (JSON.stringify(this.answers.get(reference)) === JSON.stringify(answer)) return
        this.answers.set(reference, answer)
        this.changed(answer)
      }
      // An answer that comes afterwards still counts.
      const timer = setTimeout(take, this.patience, silent)
      timer.unref()
      asking.then(readAnswer, notAnswered).then(take, resolve)
    })
  }
}

function notAnswered(error: unknown): StashAnswer {
  return { state: 'unreadable', reason: error instanceof Error ? error.message : String(error) }
}

function readAnswer(value: unknown): StashAnswer {
  const fields = fieldsOf(value)
  const text = (name: string) => textOf(fields.get(name))
  switch (fields.get('state')) {
    case 'described':
      return { state: 'described', digest: text('digest'), folder: text('folder'), description: text('description') }
    case 'undescribed':
      return { state: 'undescribed', digest: text('digest') }
    case 'missing':
      return { state: 'missing' }
    case 'unreadable':
      return { state: 'unreadable', reason: text('reason') || 'the editor does not say why' }
    default:
      return unknown
  }
}
