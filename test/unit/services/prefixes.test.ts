/** Whatever is half typed: every prefix of every fixture goes through every service without a failure. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import assert from 'node:assert/strict'
import { complete } from '../../../server/src/services/completion'
import { diagnose } from '../../../server/src/services/diagnostics'
import { hover } from '../../../server/src/services/hover'
import { SourceTree } from '../../../server/src/syntax/sourceTree'
import { libraryOf, MemoryFiles } from '../../support/descriptions'

const folder = 'test/fixtures/descriptions'

function fixtures(): { path: string; text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.(?:kiwi|xml)$/.test(name))
    .map(name => ({ path: path.join('/', name), text: readFileSync(path.join(folder, name), 'utf8') }))
}

describe('every prefix of every fixture', function () {
  this.timeout(60_000)

  it('has fixtures to try', () => {
    assert.ok(fixtures().length >= 7)
  })

  for (const { path: file, text } of fixtures()) {
    it(`of ${file}`, () => {
      const files = new MemoryFiles(fixtures())
      const library = libraryOf(files)
      let tree = SourceTree.parse('')
      for (let end = 0; end <= text.length; end += 1) {
        if (end > 0) tree = tree.edit(end - 1, end - 1, text.charAt(end - 1))
        files.setTree(file, tree)
        library.update(file)
        const described = library.file(file)
        assert.ok(described)
        for (const { span, message } of diagnose(described)) {
          assert.ok(span.start >= 0 && span.start <= span.end && span.end <= end, `${message} at ${end}`)
          assert.notEqual(message, '')
        }
        for (const { span } of complete(described, end, { snippets: true })) assert.ok(span.end <= end)
        hover(described, end)
      }
    })

    it(`every place of ${file}`, () => {
      const described = libraryOf(new MemoryFiles(fixtures())).file(file)
      assert.ok(described)
      for (let offset = 0; offset <= text.length; offset += 1) {
        complete(described, offset, { snippets: false })
        hover(described, offset)
      }
    })
  }
})
