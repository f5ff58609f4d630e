/** Waiting for a condition: the only way in which a test lets time pass. */

export interface WaitOptions {
  /** How long the condition may take; 10 when left out. */
  seconds?: number
  /** What to add to the message when the time is over. */
  details?: () => string
}

type Answer<Value> = Value | false | null | undefined

/**
 * Asks `condition` again and again until it answers something other than false, null or undefined, and gives that.
 * An exception counts as "not yet" and is told when the time is over.
 */
export async function waitFor<Value>(
  what: string,
  condition: () => Answer<Value> | Promise<Answer<Value>>,
  { seconds = 10, details }: WaitOptions = {}
): Promise<Value> {
  const end = Date.now() + seconds * 1000
  let problem: unknown
  do {
    try {
      const value = await condition()
      if (value !== false && value !== null && value !== undefined) {
        return value
      }
      problem = undefined
    } catch (error) {
      problem = error
    }
    await new Promise(resolve => {
      setTimeout(resolve, 50)
    })
  } while (Date.now() < end)
  const reason = problem instanceof Error ? `\n${problem.message}` : ''
  throw new Error(`Not within ${seconds} s: ${what}${reason}${details === undefined ? '' : `\n${details()}`}`)
}
