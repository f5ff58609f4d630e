/** Open documents follow their changes, and the disk is read again when it has changed. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Range } from 'vscode-languageserver'
import { Documents, pathOf } from '../../../server/src/handlers/documents'
import type { SourceTree } from '../../../server/src/syntax/sourceTree'

function range(line: number, from: number, to: number): Range {
  return { start: { line, character: from }, end: { line, character: to } }
}

function declared(encoding: string): string {
  return `<?xml version="1.0" encoding='${encoding}'?><ä/>`
}

/** The tree of a file that holds nothing but `bytes`. */
function read(file: string, bytes: Buffer): SourceTree | undefined {
  writeFileSync(file, bytes)
  return new Documents().tree(file)
}

function errorsOf(tree: SourceTree | undefined): string[] | undefined {
  return tree?.errors().map(({ code, start }) => `${code} ${start}`)
}

describe('the documents', () => {
  let folder = ''
  let file = ''
  let uri = ''

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'kiwi documents '))
    file = path.join(folder, 'a ä.kiwi')
    uri = pathToFileURL(file).href
  })

  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  it('apply changes one after the other, counted in UTF-16', () => {
    const documents = new Documents()
    documents.open(uri, 'xml', 1, '<a>\r\n🥝x</a>')
    // The kiwi is two code units long; the second place counts from what the first change has left.
    documents.change(uri, 2, [
      { range: range(1, 2, 3), text: 'kiwi' },
      { range: range(1, 6, 10), text: '</b>' },
      { range: range(0, 1, 2), text: 'b' }
    ])
    assert.equal(documents.tree(file)?.text(), '<b>\r\n🥝kiwi</b>')
    assert.equal(documents.get(uri)?.version, 2)
    documents.change(uri, 3, [{ text: '<whole/>' }])
    assert.equal(documents.tree(file)?.text(), '<whole/>')
  })

  it('are nothing before they are opened, and changes to them are passed over', () => {
    const documents = new Documents()
    assert.equal(documents.change(uri, 1, [{ text: 'x' }]), undefined)
    assert.equal(documents.get(uri), undefined)
    assert.deepEqual(documents.all(), [])
  })

  it('hide the disk while they are open', () => {
    writeFileSync(file, '<disk/>')
    const documents = new Documents()
    assert.equal(documents.tree(file)?.text(), '<disk/>')
    documents.open(uri, 'xml', 1, '<unsaved/>')
    assert.equal(documents.tree(file)?.text(), '<unsaved/>')
    writeFileSync(file, '<changed/>')
    documents.close(uri)
    assert.equal(documents.tree(file)?.text(), '<changed/>')
  })

  it('keep what was read until it is said to have changed', () => {
    const documents = new Documents()
    assert.equal(documents.tree(file), undefined)
    writeFileSync(file, '<new/>')
    assert.equal(documents.tree(file), undefined)
    documents.forget(file)
    const read = documents.tree(file)
    assert.equal(read?.text(), '<new/>')
    assert.equal(documents.tree(file), read)
  })

  it('are read in the encoding that their mark tells, and not at all where they are no files', () => {
    const documents = new Documents()
    writeFileSync(file, Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('<ä/>', 'utf16le')]))
    assert.equal(documents.tree(file)?.text(), '<ä/>')
    assert.equal(documents.tree(folder), undefined)
    assert.equal(documents.tree('/dev/zero'), undefined)
    assert.equal(documents.tree('untitled:Untitled-1'), undefined)
  })

  it('are read in the encoding that they declare, or that their first characters show', () => {
    for (const bytes of [Buffer.from(declared('iso-8859-1'), 'latin1'), Buffer.from(declared('utf-16'), 'utf16le')])
      assert.match(read(file, bytes)?.text() ?? '', /^<\?xml .*\?><ä\/>$/)
    for (const text of ['<ä/>', '\uFEFF<ä/>']) assert.equal(read(file, Buffer.from(text))?.text(), '<ä/>')
  })

  it('have an error where their bytes are wrong in their encoding, or nobody knows that', () => {
    assert.deepEqual(errorsOf(read(file, Buffer.from('<a b="ä"/>', 'latin1'))), ['character-invalid 6'])
    assert.deepEqual(errorsOf(read(file, Buffer.from(declared('klingon')))), [
      'declaration-malformed 0',
      'character-invalid 30'
    ])
  })

  it('have the URI that the client gave them', () => {
    const documents = new Documents()
    const spelt = uri.replace('%20', ' ')
    documents.open(spelt, 'xml', 1, '')
    assert.equal(documents.uriOf(pathOf(spelt)), spelt)
    assert.equal(documents.uriOf('/x y.kiwi'), 'file:///x%20y.kiwi')
    assert.equal(documents.uriOf('untitled:1'), 'untitled:1')
  })
})
