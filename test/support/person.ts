/** What a person does in the window of VS Code and sees there; for tests of the host and for pictures. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Locator } from './browser'
import type { Editor } from './editor'
import { repository } from './folders'
import { waitFor } from './waiting'

/** A person before the window of `editor`. */
export interface Person {
  /** Opens a file of the workspace by its name. */
  open(file: string): Promise<void>
  /** Runs a command by its title in the palette, such as `KIWI: Build`. */
  run(title: string): Promise<void>
  /** Chooses the entry that holds `text` of the list that is open at the top. */
  choose(text: string): Promise<void>
  /** Types into the box that is open at the top and confirms. */
  answer(text: string): Promise<void>
  /** Shows a container of the activity bar by its name. */
  show(container: string): Promise<void>
  /** Waits for a notification that matches and gives its text. */
  notification(pattern: RegExp, seconds?: number): Promise<string>
  /** Puts the cursor of the open document to a place, counted from 1. */
  goTo(line: number, column: number): Promise<void>
  /** Moves the mouse over a place in the window, and leaves it there. */
  pointAt(place: Locator): Promise<void>
  /** The text of the terminal without any white space: its lines are broken where the window ends. */
  terminalText(): Promise<string>
  /** Saves a picture of the window as `out/screenshots/NAME.png`. */
  picture(name: string): Promise<void>
}

/** Lets a person sit down before `editor`. */
export function personAt(editor: Editor): Person {
  const { page } = editor
  const palette = page.locator('.quick-input-widget')
  const row = (text: string): Locator => palette.locator('.monaco-list-row').filter({ hasText: text }).first()
  const details = (): string => editor.log().slice(-4000)
  const press = async (keys: string): Promise<void> => page.keyboard.press(keys)
  const choose = async (text: string): Promise<void> => row(text).click({ timeout: 20_000 })
  const person: Person = {
    choose,
    async open(file) {
      await press('Control+p')
      await page.keyboard.type(file)
      await choose(path.basename(file))
      const name = path.basename(file)
      await page.locator('.tab.active').filter({ hasText: name }).first().waitFor({ timeout: 20_000 })
    },
    async run(title) {
      await press('F1')
      await page.keyboard.type(title)
      await choose(title)
    },
    async answer(text) {
      await palette.waitFor({ state: 'visible', timeout: 20_000 })
      await press('Control+a')
      await page.keyboard.type(text)
      await press('Enter')
    },
    async show(container) {
      const pane = page.locator('.sidebar .composite.title').filter({ hasText: new RegExp(container, 'i') })
      if (!(await pane.isVisible())) {
        await page.locator(`.activitybar a[aria-label="${container}"]`).click({ timeout: 20_000 })
        await pane.waitFor({ state: 'visible', timeout: 20_000 })
      }
    },
    async notification(pattern, seconds = 20) {
      const toasts = page.locator('.notification-toast .notification-list-item-message')
      const matching = async (): Promise<string | undefined> =>
        (await toasts.allInnerTexts()).find(text => pattern.test(text))
      return waitFor(`a notification ${pattern}`, matching, { seconds, details })
    },
    async goTo(line, column) {
      await press('Control+p')
      await page.keyboard.type(`:${line}:${column}`)
      await choose(`line ${line} at column ${column}`)
      await page
        .locator('.statusbar-item')
        .filter({ hasText: `Ln ${line}, Col ${column}` })
        .waitFor({ timeout: 10_000 })
    },
    async pointAt(place) {
      const box = await waitFor('a place to point at', () => place.boundingBox())
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    },
    async terminalText() {
      return (await page.locator('.xterm-rows').allInnerTexts()).join('').replace(/\s/g, '')
    },
    async picture(name) {
      const folder = path.join(repository, 'out/screenshots')
      mkdirSync(folder, { recursive: true })
      await page.screenshot({ path: path.join(folder, `${name}.png`) })
    }
  }
  return person
}
