/** The manifest says what the code does: settings, commands, menus, files. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { defaults } from '../../../client/src/config'
import { settings as serverSettings } from '../../../server/src/config'
import manifest from '../../../package.json'

const { contributes } = manifest
const commands = contributes.commands.map(({ command }) => command)
const source = sourcesBelow('client/src')

describe('the settings of the manifest', () => {
  const properties: Record<string, { default: unknown; scope: string; markdownDescription: string }> =
    contributes.configuration.properties

  it('are those that client, server and language client read, with the same defaults', () => {
    const read = [
      ...Object.entries(defaults).map(([key, value]) => [`kiwi.${key}`, value] as const),
      ...serverSettings.map(setting => [setting.key, setting.default] as const),
      ['kiwi.trace.server', 'off'] as const
    ]
    const declared = Object.entries(properties).map(([key, property]) => [key, property.default] as const)
    assert.deepEqual(new Map(declared), new Map(read))
  })

  it('name no program, folder or catalog in a folder that is not trusted', () => {
    const catalogs = serverSettings.filter(({ kind }) => kind === 'paths').map(({ key }) => key)
    const ofTheMachine = [...Object.keys(defaults).map(key => `kiwi.${key}`), ...catalogs]
    assert.deepEqual(
      manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.toSorted(),
      ofTheMachine.toSorted()
    )
    for (const key of ofTheMachine) assert.equal(properties[key]?.scope, 'machine-overridable', key)
  })

  it('are described', () => {
    for (const [key, { markdownDescription }] of Object.entries(properties)) {
      assert.match(markdownDescription, /\.$/, key)
    }
  })
})

describe('the commands of the manifest', () => {
  it('are registered, each one', () => {
    const registered = new Set([...source.matchAll(/'(kiwi\.[\w.]+)'/g)].map(([, name]) => name))
    assert.deepEqual(
      commands.filter(command => !registered.has(command)),
      []
    )
  })

  it('belong to the category KIWI and do not repeat it', () => {
    for (const { command, category, title } of contributes.commands) {
      assert.equal(category, 'KIWI', command)
      assert.doesNotMatch(title, /kiwi/i, command)
    }
  })

  it('run no program in a folder that is not trusted', () => {
    const running =
      /^kiwi\.(build|stash|stackbuild|boxbuild|setup\.check|extension\.\w+|stashes\.(refresh|unlockRoot|stackbuild|showDescription))$/
    for (const { command, ...rest } of contributes.commands.filter(({ command }) => running.test(command))) {
      assert.equal('enablement' in rest && rest.enablement, 'isWorkspaceTrusted', command)
    }
  })

  it('are all that the menus, the welcome texts and the walkthrough name, beside those of VS Code', () => {
    const steps = contributes.walkthroughs.flatMap(walkthrough => walkthrough.steps)
    const texts = [
      ...contributes.viewsWelcome.map(({ contents }) => contents),
      ...steps.map(({ description }) => description),
      JSON.stringify(contributes.menus)
    ]
    const named = texts.flatMap(text => [...text.matchAll(/"command":"([^"]+)"|\(command:([\w.]+)/g)])
    const unknown = named
      .map(([, inMenu, inText]) => inMenu ?? inText ?? '')
      .filter(command => command.startsWith('kiwi.') && !commands.includes(command))
    assert.deepEqual(unknown, [])
    assert.ok(named.length > 10)
  })

  it('that need a row of the view are not in the palette', () => {
    const hidden = contributes.menus.commandPalette.filter(({ when }) => when === 'false').map(({ command }) => command)
    assert.deepEqual(
      hidden.toSorted(),
      commands.filter(command => /^kiwi\.stashes\.(copy|stackbuild|extend|showDescription)/.test(command)).toSorted()
    )
  })
})

describe('the welcome texts', () => {
  it('cover every state in which the view is empty', () => {
    const states = [...source.matchAll(/kind: '(noKiwi|noStashCommands|noPodman)'/g)].map(([, state]) => state)
    const wanted = new Set([...states, 'loading', 'empty'])
    const covered = contributes.viewsWelcome.flatMap(({ when }) => /state == (\w+)/.exec(when)?.[1] ?? [])
    assert.deepEqual(new Set(covered), wanted)
    assert.ok(contributes.viewsWelcome.some(({ when }) => when === '!isWorkspaceTrusted'))
  })
})

describe('the files that the manifest names', () => {
  it('exist', () => {
    const named = [...JSON.stringify(manifest).matchAll(/"(?:\.\/)?((?:media|syntaxes|snippets|docs)\/[^"]+)"/g)]
    const files = [...named.map(([, file]) => file ?? ''), ...contributes.languages.map(each => each.configuration)]
    assert.ok(files.length > 4)
    assert.deepEqual(
      files.filter(file => !existsSync(file)),
      []
    )
  })

  it('wire the extension in fewer than 80 lines', () => {
    assert.ok(readFileSync('client/src/extension.ts', 'utf8').split('\n').length < 80)
  })
})

function sourcesBelow(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts'))
    .map(file => readFileSync(path.join(folder, file), 'utf8'))
    .join('\n')
}
