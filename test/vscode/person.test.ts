/** What a person sees and does in the window: errors, completion, the stashes, and a build from one. Saves pictures. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { startEditor, type Editor } from '../support/editor'
import { prepareExamples } from '../support/examples'
import { mountsBelow, removeFolder, temporaryFolder } from '../support/folders'
import { makeRootTree, removeStash, startSilentRepository, stashTree, writeDescription } from '../support/kiwi'
import type { SilentRepository } from '../support/kiwi'
import { personAt, type Person } from '../support/person'
import { waitFor } from '../support/waiting'

const stash = `office-${process.pid}`

/** Changes the type, and adds a package. */
const extensionText = `<image stashed="${stash}" name="office-web">
    <preferences>
        <version>2.0.0</version>
        <type image="docker">
            <containerconfig name="office-web"/>
        </type>
    </preferences>
    <packages type="image">
        <package name="nano"/>
    </packages>
</image>
`

/** The examples, an extension of a stash in a registry (nobody listens at this port), and a description whose build waits. */
function prepare(images: string, source: string): void {
  prepareExamples(images)
  writeDescription(path.join(images, 'waits'), { name: 'waits', source })
  writeFileSync(path.join(images, 'pulled.kiwi'), '<image stashed="127.0.0.1:9/tools:1.0" name="pulled"/>\n')
}

// The window of the desktop's VS Code is not a page of a browser.
if (process.env['KIWI_TEST_DESKTOP'] !== '1') {
  describe('A person before the window of VS Code', function () {
    this.timeout(90_000)
    let editor: Editor
    let person: Person
    let folder: string
    let silent: SilentRepository

    before(async () => {
      folder = temporaryFolder('person')
      silent = await startSilentRepository()
      editor = await startEditor({ prepare: images => prepare(images, silent.address), name: 'images' })
      person = personAt(editor)
      await editor.page.locator('.monaco-workbench').waitFor({ state: 'visible', timeout: 30_000 })
    })

    after(async () => {
      silent.close()
      await editor.stop()
      await removeStash(stash)
      await removeFolder(folder)
    })

    afterEach(async function () {
      if (this.currentTest?.state === 'failed') {
        await person.picture(`failed-${this.currentTest.title.replaceAll(/\W+/g, '-')}`)
      }
    })

    it('sees where an error is, and reads what is wrong', async () => {
      const { page } = editor
      await person.open('with-mistakes/config.xml')
      const mistakes = page.locator('.squiggly-error')
      await mistakes.first().waitFor({ timeout: 30_000 })
      await person.pointAt(mistakes.nth(1))
      const hover = page.locator('.monaco-hover:not(.hidden)').filter({ hasText: 'apt-get' })
      await hover.first().waitFor({ timeout: 20_000 })
      assert.match(await hover.first().innerText(), /"apt-get" is not a value of <packagemanager>.*write "apt"/s)
      await person.picture('editor')
    })

    it('is offered what may stand at the cursor', async () => {
      const { page } = editor
      await person.open('fragments/toolbox.kiwi')
      await person.goTo(17, 16)
      await page.keyboard.press('Enter')
      await page.keyboard.type('<')
      const offers = page.locator('.suggest-widget.visible .monaco-list-row')
      await offers.filter({ hasText: 'preferences' }).first().waitFor({ timeout: 20_000 })
      await person.picture('completion')
      const labels = (await offers.allInnerTexts()).join(' ')
      assert.match(labels, /packages/)
      assert.doesNotMatch(labels, /bootloader/)
      await page.keyboard.type('strip')
      await offers.filter({ hasText: 'strip' }).first().waitFor({ timeout: 20_000 })
      await page.keyboard.press('Enter')
      const line = page.locator('.view-line').filter({ hasText: '<strip' }).first()
      await line.waitFor({ timeout: 10_000 })
      assert.match(await line.innerText(), /<strip\stype="/)
    })

    it('finds a stash in the view, as soon as it is there', async () => {
      await person.show('KIWI')
      const tree = path.join(folder, 'tree')
      makeRootTree(tree, stash)
      await stashTree(tree)
      // While kiwi is at work there is a stash without an image.
      await rowOf(stash).filter({ hasText: 'just now' }).waitFor({ state: 'visible', timeout: 20_000 })
      assert.match(await rowOf(stash).innerText(), /kB · just now/)
    })

    it('makes an extension of the stash', async () => {
      const { page } = editor
      await rowOf(stash).click({ button: 'right' })
      const entry = page.locator('.monaco-menu .action-item').filter({ hasText: 'New Extension of This Stash' })
      // The menu passes over a click that comes as soon as it is there.
      await entry.hover({ timeout: 10_000 })
      await page.keyboard.press('Enter')
      await person.answer('office-web')
      const file = path.join(editor.folder, 'office-web.kiwi')
      await waitFor(
        'the place is asked for',
        async () => (await page.locator('.quick-input-widget input').first().inputValue()) === file
      )
      // The dialog reads the folder while it is shown, and passes over what is pressed meanwhile.
      const ok = page.locator('.quick-input-widget .monaco-button').filter({ hasText: 'OK' }).first()
      const tab = page.locator('.tab.active').filter({ hasText: 'office-web' })
      await waitFor('the extension is open', async () => {
        if (await ok.isVisible()) await ok.click({ timeout: 1000 }).catch(() => undefined)
        return tab.isVisible()
      })
      assert.match(readFileSync(file, 'utf8'), new RegExp(`<image[^>]* stashed="${stash}"`))
    })

    it('sees beside an extension what it becomes, and what of it is new', async () => {
      const { page } = editor
      writeFileSync(path.join(editor.folder, 'office-web.kiwi'), extensionText)
      await page.locator('.view-line').filter({ hasText: 'nano' }).first().waitFor({ timeout: 20_000 })
      await person.run('KIWI: Show Effective Description')
      const preview = page.locator('.editor-group-container').nth(1)
      await preview.locator('.view-line').filter({ hasText: 'nano' }).waitFor({ timeout: 30_000 })
      // From the stash, and so not marked; the lines of the extension are.
      await preview.locator('.view-line').filter({ hasText: 'base-files' }).waitFor({ timeout: 10_000 })
      const marked = preview.locator('.view-overlays .cdr[class*="TextEditorDecorationType"]')
      await waitFor('lines are marked', async () => (await marked.count()) >= 5)
      await page.keyboard.press('Control+b')
      await person.picture('effective')
      await page.keyboard.press('Control+b')
    })

    it('is asked before a stash is pulled, and told when it cannot be', async () => {
      const { page } = editor
      await person.open('pulled.kiwi')
      await person.run('KIWI: Show Effective Description')
      const pull = page.locator('.monaco-dialog-box .monaco-button').filter({ hasText: 'Pull It' }).first()
      await pull.click({ timeout: 20_000 })
      await person.notification(/tools:1\.0 could not be pulled/, 40)
      await page.locator('.notification-toast .monaco-button').filter({ hasText: 'OK' }).click({ timeout: 10_000 })
      assert.match(await person.terminalText(), /connectionrefused/)
    })

    it('builds an image from the stash, and is told where it is', async () => {
      const { page } = editor
      const target = path.join(folder, 'image')
      // The list is loaded anew when the view comes back, and a click meanwhile asks to be repeated.
      const asked = page.locator('.quick-input-widget')
      await waitFor('the target is asked for', async () => {
        await rowOf(stash).hover()
        await rowOf(stash).locator('a[aria-label^="Stackbuild"]').click({ timeout: 10_000 })
        return asked.waitFor({ state: 'visible', timeout: 3000 }).then(
          () => true,
          () => false
        )
      })
      await person.answer(target)
      await person.picture('confirm')
      await person.choose('Run')
      const text = await person.notification(/succeeded/, 40)
      assert.match(text, new RegExp(`${stash}.*succeeded`))
      await waitFor('the end of the log', async () => (await person.terminalText()).includes('root_archive'))
      assert.match(readFileSync(path.join(target, 'stackbuild.log'), 'utf8'), new RegExp(`Mounting stash: '${stash}'`))
      assert.ok(existsSync(path.join(target, `${stash}.x86_64-1.0.0.tar.xz`)))
      await editor.page.locator('.notification-fade-in-done').first().waitFor({ timeout: 5_000 })
      await person.picture('stashes')
    })

    it('is told of a build that goes on after the window was loaded anew, and interrupts it', async () => {
      const { page } = editor
      const target = path.join(folder, 'going-on')
      await person.open('waits/config.xml')
      await person.run('KIWI: Build Image')
      await page.locator('.quick-input-title').filter({ hasText: 'Target Folder' }).waitFor({ timeout: 20_000 })
      await person.answer(target)
      await person.choose('Run')
      await waitFor('kiwi has mounted', () => mountsBelow(target).length >= 5, { seconds: 40 })
      await page.reload()
      await person.notification(/Build waits goes on/, 40)
      await person.picture('going-on')
      assert.notDeepEqual(mountsBelow(target), [])
      await page
        .locator('.notification-toast .monaco-button')
        .filter({ hasText: 'Interrupt It' })
        .click({ timeout: 10_000 })
      await person.notification(/Build waits was interrupted/, 20)
      assert.deepEqual(mountsBelow(target), [])
    })

    function rowOf(name: string) {
      return editor.page.locator('.pane-body .monaco-list-row').filter({ hasText: name }).first()
    }
  })
}
