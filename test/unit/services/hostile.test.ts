/**
 * Hostile input through the whole chain: read, judged, asked for completions and hovers, edited and judged again.
 *
 * Each case runs in a thread of its own that may use only so much memory, and must come to an answer in so much time.
 */
import assert from 'node:assert/strict'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import type { DescriptionFile } from '../../../server/src/description/library'
import { complete } from '../../../server/src/services/completion'
import { diagnose } from '../../../server/src/services/diagnostics'
import { hover } from '../../../server/src/services/hover'
import { summarize } from '../../../server/src/services/summary'
import { libraryOf, MemoryFiles } from '../../support/descriptions'

interface Case {
  readonly files: () => Readonly<Record<string, string>>
  /** Codes that must be among the diagnostics of the description. */
  readonly codes: readonly string[]
  readonly megabytes?: number
}

interface Answer {
  readonly codes: readonly string[]
  /** Processor time of the whole chain. */
  readonly seconds: number
}

const main = '/i/hostile.kiwi'

/** On a busy machine too; most cases take a small part of it. */
const mostSeconds = 30

const megabyte = 1024 * 1024

const description = (inside: string, before = ''): string =>
  `<?xml version="1.0"?>\n${before}<image schemaversion="8.5" name="n">
  <description type="system"><author>a</author><contact>c</contact><specification>s</specification></description>
  <preferences><version>1.0.0</version><packagemanager>apt</packagemanager><type image="tbz"/></preferences>
  <repository type="apt-deb"><source path="dir:///var/empty"/></repository>
  <packages type="bootstrap"><package name="base-files"/></packages>
${inside}</image>
`

const one =
  (text: () => string): Case['files'] =>
  () => ({ [main]: text() })

const numbered = (count: number, write: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => write(index)).join('')

const laughs = `<!DOCTYPE image [<!ENTITY l0 "lol">${numbered(20, index => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`)}]>\n`

const cases: Readonly<Record<string, Case>> = {
  '100,000 nested elements': {
    files: one(() => description('<packages>'.repeat(100_000) + '</packages>'.repeat(100_000))),
    codes: ['nesting-too-deep']
  },
  '100,000 nested elements of different names': {
    files: one(() =>
      description(numbered(100_000, index => `<n${index}>`) + numbered(100_000, index => `</n${99_999 - index}>`))
    ),
    codes: ['nesting-too-deep']
  },
  '100,000 nested elements without end': {
    files: one(() => description('<packages>'.repeat(100_000))),
    codes: ['nesting-too-deep']
  },
  '100,000 end tags': { files: one(() => description('</packages>'.repeat(100_000))), codes: ['end-tag-stray'] },
  '100,000 start tags without end': {
    files: one(() => description('<package name="a" '.repeat(100_000))),
    codes: ['start-tag-not-closed']
  },
  '100,000 attributes': {
    files: one(() => description(`<users${numbered(100_000, index => ` a${index}="b"`)}/>`)),
    codes: ['attribute-not-allowed']
  },
  '150,000 attributes beside one that is missing': {
    files: one(() =>
      description(`<packages type="image"><package${numbered(150_000, index => ` a${index}="b"`)}/></packages>`)
    ),
    codes: ['attribute-not-allowed', 'attribute-missing']
  },
  '100,000 attributes of one name': {
    files: one(() => description(`<users${' arch="x86_64"'.repeat(100_000)}/>`)),
    codes: ['attribute-duplicate']
  },
  '100,000 attributes without values': {
    files: one(() => description(`<users${' arch'.repeat(100_000)}/>`)),
    codes: ['attribute-without-value']
  },
  '100,000 declarations of namespaces': {
    files: one(() => description(`<users${numbered(100_000, index => ` xmlns:n${index}="u"`)} n5:a="b"/>`)),
    codes: ['attribute-not-allowed']
  },
  '100,000 attributes with prefixes': {
    files: one(() => description(`<users xmlns:n="u"${numbered(100_000, index => ` n:a${index}="b"`)}/>`)),
    codes: ['attribute-not-allowed']
  },
  '20,000 elements each with a namespace of its own': {
    files: one(() => description(numbered(20_000, index => `<n:a xmlns:n="u${index}"/>`))),
    codes: ['element-not-allowed']
  },
  '100,000 elements that are not allowed': {
    files: one(() => description('<pakage/>'.repeat(100_000))),
    codes: ['element-not-allowed']
  },
  '100,000 types': {
    files: one(() =>
      description(`<preferences>${'<type image="oem" flags="overlay"/>'.repeat(100_000)}</preferences>`)
    ),
    codes: ['rule-broken']
  },
  '100 MB of text in one line': {
    files: one(() => description('x'.repeat(100 * megabyte))),
    codes: ['text-not-allowed'],
    megabytes: 1200
  },
  '60 MB of start tags': { files: one(() => '<a>'.repeat(20 * megabyte)), codes: ['file-too-large'] },
  '20 MB of ampersands': {
    files: one(() => description('&'.repeat(20 * megabyte))),
    codes: ['file-too-large']
  },
  '20 MB of characters that cannot stand in XML': {
    files: one(() => description('\u0001'.repeat(20 * megabyte))),
    codes: ['file-too-large']
  },
  '10 MB of blanks': { files: one(() => description(' '.repeat(10 * megabyte))), codes: [] },
  '100 MB in the value of an attribute': {
    files: one(() => description(`<packages type="${'image'.repeat(20 * megabyte)}"/>`)),
    codes: ['attribute-value-invalid'],
    megabytes: 1600
  },
  '10 MB in a value that a regular expression decides': {
    files: one(() => description(`<users><user name="a" groups="${'a,'.repeat(5 * megabyte)}"/></users>`)),
    codes: ['attribute-value-invalid']
  },
  '10 MB in a comment': { files: one(() => description(`<!--${'-x'.repeat(5 * megabyte)}-->`)), codes: [] },
  '10 MB in the name of an element': {
    files: one(() => description(`<${'n'.repeat(10 * megabyte)}/>`)),
    codes: ['element-not-allowed']
  },
  '10 lines of 100,000 ampersands': {
    files: one(() => description(numbered(10, () => `${'&'.repeat(100_000)}\n`))),
    codes: ['reference-malformed']
  },
  '10 MB in a schemaversion': {
    files: one(() => `<image schemaversion="${'8'.repeat(10 * megabyte)}" name="n"/>`),
    codes: ['schemaversion-too-new']
  },
  '10 MB in the reference of an include': {
    files: one(() => description(`<include from="this://${'a/../'.repeat(2 * megabyte)}"/>`)),
    codes: ['include-missing']
  },
  'entities in entities': {
    files: one(() => description('<packages type="&l20;"/>', laughs)),
    codes: ['entity-recursive']
  },
  'entities that grow': {
    files: one(() => description('<packages type="&l9;"/>', laughs)),
    codes: ['entities-too-large']
  },
  '100,000 references to one entity': {
    files: one(() =>
      description(
        `<packages type="${'&e;'.repeat(100_000)}"/>`,
        `<!DOCTYPE image [<!ENTITY e "${'e'.repeat(250)}">]>\n`
      )
    ),
    codes: ['entities-too-large']
  },
  '20,000 references to an entity of 4,000 elements that may stand once': {
    files: one(() =>
      description(
        `<preferences><version>1.0.0</version>${'&e;'.repeat(20_000)}<type image="tbz"/></preferences>`,
        `<!DOCTYPE image [<!ENTITY e "${'<version>1.0.0</version>'.repeat(4000)}">]>\n`
      )
    ),
    codes: ['element-repeated']
  },
  'parameter entities': {
    files: one(() =>
      description(
        '&e;',
        `<!DOCTYPE image [${numbered(20, index => `<!ENTITY % p${index + 1} "&#37;p${index};&#37;p${index};">`)}%p20;]>\n`
      )
    ),
    codes: ['text-not-allowed']
  },
  'external entities': {
    files: one(() =>
      description('&e;', '<!DOCTYPE image SYSTEM "/dev/zero" [<!ENTITY e SYSTEM "file:///dev/zero">]>\n')
    ),
    codes: ['text-not-allowed']
  },
  '100,000 declarations of entities': {
    files: one(() =>
      description(
        '&e99999;',
        `<!DOCTYPE image [${numbered(100_000, index => `<!ENTITY e${index} "&e${index - 1};">`)}]>\n`
      )
    ),
    codes: ['entity-recursive']
  },
  '10,000 includes of one file': {
    files: () => ({
      [main]: description('<include from="this://part.xml"/>\n'.repeat(10_000)),
      '/i/part.xml': `<image><packages type="image">${numbered(100, index => `<package nmae="p${index}"/>`)}</packages></image>`
    }),
    codes: ['include-has-errors']
  },
  'an include of itself': {
    files: one(() => description('<include from="this://hostile.kiwi"/>')),
    codes: ['include-itself']
  },
  '100,000 comments that silence': {
    files: one(() => description('<!-- kiwi-lint: disable=element-not-allowed -->\n<pakage/>\n'.repeat(100_000))),
    codes: []
  }
}

if (isMainThread) {
  describe('hostile input', function () {
    // A thread is given little of a machine that does ten other things; the processor time is what is limited.
    this.timeout(600_000)
    for (const [name, { codes, megabytes = 700 }] of Object.entries(cases)) {
      it(name, async () => {
        const answer = await inThread(name, megabytes)
        assert.deepEqual(
          codes.filter(code => !answer.codes.includes(code)),
          [],
          answer.codes.join(' ')
        )
        assert.ok(answer.seconds < mostSeconds, `${answer.seconds} s`)
      })
    }
  })
} else {
  parentPort?.postMessage(runChain(caseOf(String(workerData)).files()), [])
}

function caseOf(name: string): Case {
  const found = cases[name]
  if (!found) throw new Error(`There is no case ${name}.`)
  return found
}

/** What the case comes to in a thread with so much memory; rejects where that is not enough. */
function inThread(name: string, megabytes: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(__filename, { workerData: name, resourceLimits: { maxOldGenerationSizeMb: megabytes } })
    worker.on('message', resolve)
    worker.on('error', reject)
    worker.on('exit', code => reject(new Error(`It ended with ${code}.`)))
  })
}

/** Opens the files, asks for everything, edits the description in its middle and takes that back. */
function runChain(texts: Readonly<Record<string, string>>): Answer {
  const start = process.cpuUsage()
  const files = new MemoryFiles(Object.entries(texts).map(([path, text]) => ({ path, text })))
  const library = libraryOf(files)
  const look = (): DescriptionFile => {
    const file = library.file(main)
    assert.ok(file)
    return file
  }
  const file = look()
  const found = diagnose(file)
  const { tree } = file
  const middle = Math.floor(tree.length / 2)
  for (const offset of [0, 30, middle, tree.length - 10, tree.length]) {
    complete(file, offset, { snippets: true })
    hover(file, offset)
    assert.equal(tree.offsetAt(tree.positionAt(offset)), offset)
  }
  summarize(file, { profiles: [], architecture: 'x86_64' })
  files.setTree(main, tree.edit(middle, middle, '<x y="'))
  library.update(main)
  diagnose(look())
  complete(look(), middle + 3, { snippets: true })
  const edited = look().tree
  files.setTree(main, edited.edit(middle, middle + '<x y="'.length, ''))
  library.update(main)
  const again = diagnose(look())
  assert.deepEqual(again, found)
  const { user, system } = process.cpuUsage(start)
  return { codes: [...new Set(found.map(({ code }) => code))], seconds: (user + system) / 1_000_000 }
}
