/** Which texts may become an argument of kiwi-ng: everything else is refused before anything runs. */
import type { Problem } from './problem'

/** What speaks against `value` as any argument at all; `what` names it for people ("the target directory"). */
export function valueProblem(what: string, value: string): Problem | undefined {
  if (value === '') return problem('empty', `${what} is empty.`, `Give ${what} a value, or leave it out.`)
  if (value.includes('\0')) {
    return problem('nul', `${what} holds a NUL character, which no program can be given.`, 'Remove the character.')
  }
  if (/[\n\r]/.test(value)) {
    return problem('line-break', `${what} holds a line break: ${JSON.stringify(value)}.`, 'Remove the line break.')
  }
  if (value.includes('${')) {
    return problem(
      'variable',
      `${what} holds "\${", which VS Code would replace in a task before kiwi sees it: ${value}.`,
      'Choose a name without "${".'
    )
  }
  if (value === '--') {
    return problem('separator', `${what} is "--", which kiwi takes for the end of its options.`, 'Choose another name.')
  }
  return undefined
}

/** Is `text` one and the same word for a shell that gets it without quotes? */
export function isPlainForShell(text: string): boolean {
  return !/[\s"'`$&|;<>()*?[\]{}\\!#~]/.test(text)
}

/** What speaks against `value` as the path of a file or folder. */
export function pathProblem(what: string, value: string): Problem | undefined {
  const found = valueProblem(what, value)
  if (found !== undefined || value.startsWith('/')) return found
  return problem('relative-path', `${what} is not an absolute path: ${value}.`, 'Give the whole path, from / on.')
}

/**
 * What speaks against `value` inside a box. kiwi puts the whole inner command into the command line of the box's kernel, and
 * runs the emulator through a shell without quoting anything, so that a blank tears a value in two.
 */
export function boxValueProblem(what: string, value: string): Problem | undefined {
  if (/^[\w@%+=:,./-]+$/.test(value)) return undefined
  return problem(
    'box-characters',
    `${what} holds a character that does not survive the way into a box: ${value}.`,
    'In a boxbuild use letters, digits and _ @ % + = : , . / - only.'
  )
}

/** What speaks against `value` as a path that a box is given: commas and colons separate the emulator's own options. */
export function boxPathProblem(what: string, value: string): Problem | undefined {
  if (!/[,:]/.test(value) && boxValueProblem(what, value) === undefined) return undefined
  return problem(
    'box-path',
    `${what} holds a character that does not survive the way into a box: ${value}.`,
    'For a boxbuild move it to a path of letters, digits and _ @ % + = . - only.'
  )
}

/** Why `memory` cannot be the memory of a box, in one sentence for an input box; `undefined` when it can. */
export function boxMemoryProblem(memory: string): string | undefined {
  // Without a unit it would be megabytes.
  return /^[1-9]\d*[MGT]$/.test(memory) ? undefined : 'Give a whole number with its unit, such as 8G.'
}

function problem(code: string, message: string, remedy: string): Problem {
  return { code, message, remedy }
}
