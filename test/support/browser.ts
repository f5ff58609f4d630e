/** The browser that shows VS Code to the tests: the part of playwright-core that they use, and how it is started. */
import { createRequire } from 'node:module'
import path from 'node:path'
import { editorFolder } from './folders'

/** One or more places in the page, found again each time something is done with them. */
export interface Locator {
  first(): Locator
  last(): Locator
  nth(index: number): Locator
  locator(selector: string): Locator
  filter(options: { hasText?: string | RegExp; has?: Locator }): Locator
  click(options?: { button?: 'left' | 'right'; timeout?: number; position?: { x: number; y: number } }): Promise<void>
  hover(options?: { timeout?: number }): Promise<void>
  waitFor(options?: { state?: 'attached' | 'visible' | 'hidden' | 'detached'; timeout?: number }): Promise<void>
  allInnerTexts(): Promise<string[]>
  innerText(options?: { timeout?: number }): Promise<string>
  inputValue(options?: { timeout?: number }): Promise<string>
  getAttribute(name: string): Promise<string | null>
  count(): Promise<number>
  isVisible(): Promise<boolean>
  boundingBox(): Promise<{ x: number; y: number; width: number; height: number } | null>
}

/** One page of the browser. */
export interface Page {
  goto(url: string): Promise<unknown>
  reload(): Promise<unknown>
  addInitScript(script: { content: string }): Promise<void>
  exposeFunction(name: string, callback: (...values: never[]) => unknown): Promise<void>
  evaluate<Result>(script: () => Result): Promise<Result>
  locator(selector: string): Locator
  screenshot(options: {
    path: string
    clip?: { x: number; y: number; width: number; height: number }
  }): Promise<unknown>
  waitForLoadState(state: 'load'): Promise<void>
  keyboard: { press(keys: string): Promise<void>; type(text: string): Promise<void> }
  mouse: { move(x: number, y: number): Promise<void> }
}

/** The browser itself. */
export interface Browser {
  newPage(options: { viewport: { width: number; height: number }; deviceScaleFactor?: number }): Promise<Page>
  close(): Promise<void>
}

interface Playwright {
  chromium: { launch(options: { executablePath: string; args: string[] }): Promise<Browser> }
}

/** Starts the Chromium of the system, without a window. */
export async function launchBrowser(): Promise<Browser> {
  const load: (name: string) => Playwright = createRequire(path.join(editorFolder, 'package.json'))
  const { chromium } = load('playwright-core')
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
}
