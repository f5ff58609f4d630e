/** The diagnostics of stash extensions: what they need of their stashes, and what kiwi would say of the result. */
import { mostStashes } from '../description/extension/stashes'
import { coded } from './diagnosticCode'
import { quoted } from './words'

export const stashCodes = {
  'extension-profiles': coded<{ isSection: boolean }>('error', 'load', ({ isSection }) =>
    [
      isSection ? 'An extension has no profiles' : 'A section of an extension cannot be bound to profiles',
      ': a stash is a finished root tree, for which they are chosen already. ',
      'To choose among the profiles of the stash write <?kiwi-stash profiles="…"?> before <image>.'
    ].join('')
  ),
  'extension-without-type': coded<{ declared: readonly string[] }>(
    'error',
    'build',
    ({ declared }) =>
      'There is nothing to build on this machine: neither the stash nor this file has a <type> for it. Add one to <preferences>' +
      (declared.length === 0
        ? '.'
        : `, or choose among the profiles of the stash by <?kiwi-stash profiles="…"?> before <image>: ${declared.join(', ')}.`)
  ),
  'stash-reference-invalid': coded<{ name: string }>(
    'error',
    'load',
    ({ name }) =>
      `${quoted(name)} names no stash: write name, name:tag, or the registry and the path in front of it, in lower case. ` +
      'Several stashes are separated by blanks, the lowest first.'
  ),
  'stash-too-many': coded<{ count: number }>(
    'error',
    'load',
    ({ count }) =>
      `An extension can name ${mostStashes} stashes at most, and ${count === 1 ? 'this one is' : `these ${count} are`} too many: ` +
      'only those behind are looked at. Make one stash of several.'
  ),
  'stash-missing': coded<{ reference: string }>(
    'information',
    'none',
    ({ reference }) =>
      `There is no container ${quoted(reference)} here, so only this file itself is checked. ` +
      'Make the stash with kiwi-ng system stash, or pull it.'
  ),
  'stash-unreadable': coded<{ reference: string; reason: string }>(
    'information',
    'none',
    ({ reference, reason }) =>
      `What is in the stash ${quoted(reference)} cannot be read, so only this file itself is checked: ${sentence(reason)}`
  ),
  'stash-unknown': coded<{ reference: string }>(
    'information',
    'none',
    ({ reference }) =>
      `Nothing is known here of what is in the stash ${quoted(reference)}: only this file itself is checked.`
  ),
  'stash-undescribed': coded<{ references: readonly string[] }>(
    'information',
    'none',
    ({ references }) =>
      `There is no description in ${references.map(quoted).join(', ')}: this file must bring everything that kiwi needs.`
  ),
  'stash-profile-undeclared': coded<{ name: string; reference: string; declared: readonly string[] }>(
    'error',
    'load',
    ({ name, reference, declared }) =>
      `The stash ${quoted(reference)} has no profile ${quoted(name)}. ` +
      (declared.length === 0 ? 'It has none.' : `It has: ${declared.join(', ')}.`)
  ),
  // kiwi stops at the errors themselves, in the effective description.
  'stash-has-errors': coded<{ reference: string; count: number; first: string }>(
    'error',
    'load',
    ({ reference, count, first }) =>
      `With this extension the description in the stash ${quoted(reference)} has ` +
      `${count === 1 ? 'an error' : `${count} errors`}: ${first}`
  )
}

function sentence(text: string): string {
  return text.replace(/[.!?]*$/, '.')
}
