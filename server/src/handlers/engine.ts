/**
 * Tells V8 how long the program runs that it works for.
 *
 * A function is optimised after some use. A program that is just starting uses many functions so much and few of them much
 * more: in Node 20 it then takes half of its time to optimise what is hardly used again. Later ones have a compiler
 * between, and need no word.
 */
import { setFlagsFromString } from 'node:v8'

/** The one V8 that is told: others may not know the flag. */
const isConcerned = process.versions.v8.startsWith('11.')

/** V8's own measure of use, and what suits a start. */
const usualBudget = 67_584
const startBudget = 1_000_000

/** Until `runLong`, only what is used a lot is optimised. To be called before anything else. */
export function runShortly(): void {
  if (isConcerned) setFlagsFromString(`--interrupt-budget=${startBudget}`)
}

export function runLong(): void {
  if (isConcerned) setFlagsFromString(`--interrupt-budget=${usualBudget}`)
}
