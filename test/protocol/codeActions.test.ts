/** Quick fixes and the upgrade over real streams: what is offered arrives as edits that a client can make. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { CodeAction, Position, TextEdit } from 'vscode-languageserver'
import { positionOf, uriOf } from '../support/protocolClient'
import { ProtocolSession } from '../support/protocolSession'

const codeActionCapabilities = {
  textDocument: { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'refactor'] } } } }
}

describe('code actions', function () {
  this.timeout(20_000)
  const session = new ProtocolSession('test/fixtures/descriptions/tree')

  async function open(name: string, change = (text: string) => text): Promise<{ uri: string; text: string }> {
    const { capabilities } = await session.start({ capabilities: codeActionCapabilities })
    assert.deepEqual(capabilities.codeActionProvider, {
      codeActionKinds: ['quickfix', 'refactor.rewrite']
    })
    const uri = uriOf(path.join(session.folder, name))
    const text = change(readFileSync(path.join(session.folder, name), 'utf8'))
    await session.client.open(uri, text)
    await session.client.diagnosticsWhen(uri, () => true)
    return { uri, text }
  }

  /** What is offered at the position, for the diagnostics that are there. */
  async function offered(uri: string, position: Position, only?: string[]): Promise<CodeAction[]> {
    const diagnostics = session.client.published(uri) ?? []
    const range = { start: position, end: position }
    const answer: unknown = await session.client.request('textDocument/codeAction', {
      textDocument: { uri },
      range,
      context: { diagnostics, ...(only ? { only } : {}) }
    })
    assert.ok(Array.isArray(answer))
    return answer.filter(isAction)
  }

  it('mend a mistake at its place, and are tied to its diagnostic', async () => {
    const { uri, text } = await open('desktop.kiwi', before => before.replace('image="iso"', 'image="isoo"'))
    const found = await session.client.diagnosticsWhen(uri, ([first]) => first !== undefined)
    const at = positionOf(text, 'isoo')
    const [first, ...others] = await offered(uri, at, ['quickfix'])
    assert.deepEqual([first?.title, first?.kind, first?.isPreferred], ['Change it to "iso"', 'quickfix', true])
    assert.deepEqual(first?.diagnostics, found)
    assert.equal(applied(text, first?.edit?.changes?.[uri]), text.replace('isoo', 'iso'))
    assert.deepEqual(
      others.map(({ title }) => title),
      ['Silence attribute-value-invalid here']
    )
  })

  it('are none where nothing is wrong, and in files that are not there', async () => {
    const { uri } = await open('desktop.kiwi')
    assert.deepEqual(await offered(uri, { line: 3, character: 0 }), [])
    assert.deepEqual(await offered(uriOf(path.join(session.folder, 'nowhere.kiwi')), { line: 0, character: 0 }), [])
  })

  it('upgrade a description with the files that it includes', async () => {
    const { uri, text } = await open('server.kiwi')
    const at = positionOf(text, '<image')
    assert.deepEqual(await offered(uri, at, ['quickfix']), [])
    const [upgrade, ...others] = await offered(uri, at, ['refactor'])
    assert.deepEqual([upgrade?.title, upgrade?.kind, others], ['Upgrade to schemaversion 8.5', 'refactor.rewrite', []])
    assert.equal(applied(text, upgrade?.edit?.changes?.[uri]), text.replace('"7.5"', '"8.5"'))
  })
})

function isAction(value: unknown): value is CodeAction {
  return typeof value === 'object' && value !== null && 'title' in value && 'kind' in value
}

/** The text after edits, of which each lies in one line. */
function applied(text: string, edits: readonly TextEdit[] = []): string {
  const lines = text.split('\n')
  for (const { range, newText } of edits.toReversed()) {
    const line = lines[range.start.line] ?? ''
    lines[range.start.line] = line.slice(0, range.start.character) + newText + line.slice(range.end.character)
  }
  return lines.join('\n')
}
