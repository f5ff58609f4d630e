/** Which state of the Stashes view follows from what is known. */
import assert from 'node:assert/strict'
import type { Stash } from '../../../client/src/containers/images'
import type { StorageState } from '../../../client/src/containers/podman'
import { stateOf, type StashOverview } from '../../../client/src/workbench/stashOverview'

const stash: Stash = {
  id: '1',
  storage: 'root',
  name: 'deb',
  references: [],
  tags: [],
  size: 1,
  created: 0,
  fromKiwi: true
}
const problem = { code: 'x', message: 'm', remedy: 'r' }
const nothing = { leftovers: [], problems: [] }
const root = (state: StorageState): StashOverview => ({ ...nothing, root: { storage: 'root', state } })

function check(overview: StashOverview, expected: string): void {
  assert.equal(stateOf(overview), expected)
}

describe('the state of the Stashes view', () => {
  it('without kiwi-ng', () => check({ ...nothing, obstacle: { kind: 'noKiwi' } }, 'noKiwi'))
  it('without the commands', () => check({ ...nothing, obstacle: { kind: 'noStashCommands' } }, 'noStashCommands'))
  it('without podman', () => check({ ...nothing, obstacle: { kind: 'noPodman' } }, 'noPodman'))
  it('with a kiwi-ng that hangs shows the problem', () =>
    check({ ...nothing, obstacle: { kind: 'problem', problem } }, 'list'))
  it('without a stash', () => check(root({ state: 'ok', stashes: [] }), 'empty'))
  it('with other images only', () => check(root({ state: 'ok', stashes: [{ ...stash, fromKiwi: false }] }), 'empty'))
  it('with a stash', () => check(root({ state: 'ok', stashes: [stash] }), 'list'))
  it("with root's storage locked shows the lock", () => check(root({ state: 'locked', problem }), 'list'))
  it('with a left-over only shows it', () =>
    check({ ...root({ state: 'ok', stashes: [] }), leftovers: [{ name: 'Tools', path: '/x/Tools' }] }, 'list'))
  it('with a problem beside an empty list shows it', () =>
    check({ ...root({ state: 'ok', stashes: [] }), problems: [problem] }, 'list'))
})
