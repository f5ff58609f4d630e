/** The way from a stash to an image, with the real kiwi-ng and podman in a real terminal; and every way in which it can end. */
import { runTests } from '../../support/extensionHost'
import { defineBuilds } from './builds'
import { defineExtensions } from './extensions'
import { defineNames } from './names'
import { defineStashes } from './stashes'
import { defineTools } from './tools'

export function run(): Promise<void> {
  return runTests(() => {
    describe('Stashes', defineStashes)
    describe('Builds', defineBuilds)
    describe('An extension of a stash', defineExtensions)
    describe('Names', defineNames)
    describe('kiwi-ng', defineTools)
  })
}
