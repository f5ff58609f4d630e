/** Tests what is told of the content of `<extension>` and of schemas that a file names, also against the real kiwi. */
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Library, type DescriptionFile } from '../../../server/src/description/library'
import { OtherSchemas } from '../../../server/src/description/otherSchemas'
import { systemCatalog } from '../../../server/src/xml/catalog'
import { complete } from '../../../server/src/services/completion'
import { diagnose } from '../../../server/src/services/diagnostics'
import { findingsOf } from '../../../server/src/services/findings'
import { hover } from '../../../server/src/services/hover'
import { MemoryFiles, schemaOf } from '../../support/descriptions'
import { kiwiProblems } from '../examples/kiwiLoad'
import { description } from '../lint/support'

type Files = Readonly<Record<string, string>>

const plugin = `<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="http://example.org/p"
  datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <start><element name="plugin"><oneOrMore><element name="entry">
    <attribute name="size"><data type="integer"/></attribute>
  </element></oneOrMore></element></start>
</grammar>`

function catalog(entries: string): string {
  return `<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">${entries}</catalog>`
}

const installed: Files = {
  '/etc/xml/catalog': catalog('<system systemId="http://example.org/p" uri="file:///usr/share/plugin.rng"/>'),
  '/usr/share/plugin.rng': plugin
}

/** The file as the services see it where `others` are the other files of the machine. */
function described(text: string, others: Files, catalogs: readonly string[] = []): DescriptionFile {
  const schema = schemaOf()
  const library = new Library(new MemoryFiles([{ path: '/image/x.kiwi', text }]), schema)
  library.others = new OtherSchemas(schema, catalogs, location => others[location] ?? readSchema(location))
  library.update('/image/x.kiwi')
  const file = library.file('/image/x.kiwi')
  assert.ok(file)
  return file
}

/** Schemas of the checkout are files of the machine too. */
function readSchema(location: string): string | undefined {
  return location.startsWith(path.resolve('schemas')) ? readFileSync(location, 'utf8') : undefined
}

/** What is told, with the text that it is told at. */
function check(text: string, others: Files, expected: readonly string[], catalogs: readonly string[] = []): void {
  const file = described(text, others, catalogs)
  const told = diagnose(file).map(
    ({ code, severity, message, span }) => `${file.tree.text(span.start, span.end)}: ${severity} ${code}: ${message}`
  )
  assert.deepEqual(told, expected)
}

function extension(content: string, declarations = ' xmlns:p="http://example.org/p"'): string {
  return description('<package name="a"/>', `<extension${declarations}>${content}</extension>`)
}

const entry = '<p:plugin><p:entry size="1"/></p:plugin>'

describe('the content of <extension>', () => {
  it('is information where no schema is installed, or only in another way than kiwi asks', () => {
    check(extension(entry), {}, [
      'p:plugin: information extension-schema-missing: No XML catalog of this machine names a schema for ' +
        '"http://example.org/p": kiwi refuses the description here until it is installed. What stands here is not checked.'
    ])
    check(
      extension(entry),
      { [systemCatalog]: catalog('<uri name="http://example.org/p" uri="/usr/share/plugin.rng"/>') },
      [
        'p:plugin: information extension-schema-missing: The XML catalog knows "http://example.org/p" only as <uri>, but ' +
          'kiwi asks for <system>: kiwi refuses the description on this machine. What stands here is not checked.'
      ]
    )
    const remote = {
      [systemCatalog]: catalog('<system systemId="http://example.org/p" uri="https://example.org/p.rng"/>')
    }
    assert.deepEqual(
      diagnose(described(extension(entry), remote)).map(({ code }) => code),
      ['extension-schema-missing']
    )
  })

  it('is information that names the catalogs in vain, where these cannot be read', () => {
    const others = {
      '/my/broken': `<catalog>\n</katalog>`,
      '/my/other.xml': '<catalog/>',
      [systemCatalog]: catalog('<system systemId="http://example.org/q" uri="q.rng"/>')
    }
    check(
      extension(entry),
      others,
      [
        'p:plugin: information extension-schema-missing: No XML catalog of this machine names a schema for ' +
          '"http://example.org/p": kiwi refuses the description here until it is installed. What stands here is not checked. ' +
          'The XML catalog /my/missing cannot be read: there is no file at this absolute path, or it may not be read. ' +
          'The XML catalog /my/broken is not read, because it is not well-formed: line 2, end tag mismatched: “catalog”. ' +
          'The file /my/other.xml is no XML catalog: its top element is not ' +
          '<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">.'
      ],
      ['/my/missing', '/my/broken', '/my/other.xml']
    )
  })

  it('is judged by the schema that is installed', () => {
    check(extension(entry), installed, [])
    check(extension('<p:plugin><p:entri size="1"/><p:entry siz="x"/></p:plugin>'), installed, [
      'p:entri: error element-not-allowed: <p:entri> is not allowed in <p:plugin>. Did you mean <p:entry>? Allowed: <p:entry>.',
      'siz: error attribute-not-allowed: <p:entry> has no attribute siz. Did you mean size? Allowed: size.'
    ])
    check(extension('<p:other/>'), installed, [
      'p:other: error root-not-allowed: A document of this schema does not start with <p:other>. Allowed: <p:plugin>.'
    ])
  })

  it('is judged by the schemas of catalogs of one’s own, which go first', () => {
    const own = { ...installed, '/my/catalog': catalog('<system systemId="http://example.org/p" uri="p.rng"/>') }
    check(
      extension('<p:x/>'),
      {
        ...own,
        '/my/p.rng':
          '<element name="x" ns="http://example.org/p" xmlns="http://relaxng.org/ns/structure/1.0"><empty/></element>'
      },
      [],
      ['/my/catalog']
    )
  })

  it('is warned of where the schema that is installed is broken', () => {
    check(
      extension(entry),
      { ...installed, '/usr/share/plugin.rng': '<element xmlns="http://relaxng.org/ns/structure/1.0"/>' },
      [
        'p:plugin: warning extension-schema-unusable: The schema for "http://example.org/p" cannot be used, and kiwi stops on ' +
          'this machine. “element” needs content. (/usr/share/plugin.rng:1)'
      ]
    )
  })

  it('may hold one element of each namespace', () => {
    check(
      extension(entry + entry.replaceAll('p:', 'q:'), ' xmlns:p="http://example.org/p" xmlns:q="http://example.org/p"'),
      installed,
      [
        'q:plugin: error extension-repeated: <q:plugin> is the second element with the prefix q here, and kiwi takes only one.'
      ]
    )
  })

  it('is not checked by kiwi where its prefix is declared in it', () => {
    check(extension(entry.replace('<p:plugin', '<p:plugin xmlns:p="http://example.org/p"'), ''), installed, [
      'p:plugin: information extension-unchecked: kiwi does not check <p:plugin>: the prefix p is not declared on ' +
        '<extension> itself. Move xmlns:p there.'
    ])
  })

  it('is judged in the file that it stands in', () => {
    const schema = schemaOf()
    const files = new MemoryFiles([
      { path: '/image/x.kiwi', text: description('', '<include from="this://p.xml"/>') },
      { path: '/image/p.xml', text: '<image><extension xmlns:p="http://example.org/p"><p:plugin/></extension></image>' }
    ])
    const library = new Library(files, schema)
    library.others = new OtherSchemas(schema, [], location => installed[location])
    library.update('/image/x.kiwi')
    const file = library.file('/image/p.xml')
    assert.ok(file)
    assert.deepEqual(
      diagnose(file).map(({ message }) => message),
      ['<p:plugin> is incomplete. Missing: <p:entry>.']
    )
  })
})

/** The labels that are offered at `$0` in the extension, each with what it inserts. */
function offered(content: string, expected: readonly string[]): void {
  const text = extension(content)
  const file = described(text.replace('$0', ''), documented)
  const found = complete(file, text.indexOf('$0'), { snippets: true })
  assert.deepEqual(
    found.map(({ label, text: inserted }) => `${label} ${inserted}`),
    expected
  )
}

function hovered(content: string, expected: string | undefined): void {
  const text = extension(content)
  assert.equal(hover(described(text.replace('$0', ''), documented), text.indexOf('$0'))?.markdown, expected)
}

const documented: Files = {
  ...installed,
  '/usr/share/plugin.rng': plugin.replace(
    '<attribute name="size">',
    '<a:documentation xmlns:a="http://relaxng.org/ns/compatibility/annotations/1.0">An entry.</a:documentation>$&'
  )
}

describe('help in <extension>', () => {
  it('is by the schema that is installed', () => {
    offered('<p:plugin>$0</p:plugin>', ['p:entry <p:entry'])
    offered('<p:plugin><$0</p:plugin>', ['p:entry p:entry'])
    offered('<p:plugin><p:entry $0/></p:plugin>', ['size size="$1"'])
    offered('$0', ['p:plugin <p:plugin'])
    offered('<p:$0', ['p:plugin p:plugin'])
    hovered('<p:plugin><p:en$0try size="1"/></p:plugin>', '**`<p:entry>`**\n\nAn entry.\n\nNeeds `size`.')
  })
})

describe('the verdict of kiwi itself on <extension>', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(path.join(tmpdir(), 'kiwi-extensions-'))
  const catalogFile = path.join(folder, 'catalog')
  const schemaFile = path.join(folder, 'plugin.rng')
  const searchPath = process.env['PATH']

  after(() => {
    process.env['PATH'] = searchPath
    rmSync(folder, { recursive: true })
  })

  it('is ours, where the schema is installed', () => {
    const both = ' xmlns:p="http://example.org/p" xmlns:q="http://example.org/p"'
    const texts = [
      extension(entry),
      extension('<p:plugin/>'),
      extension('<p:plugin><p:entry size="x"/></p:plugin>'),
      extension('<p:other/>'),
      extension(entry + entry),
      extension(entry + entry.replaceAll('p:', 'q:'), both),
      extension('<p:plugin xmlns:p="http://example.org/p"/>', ''),
      extension('<p:plugin/>', '').replace('<image', '<image xmlns:p="http://example.org/p"'),
      extension(entry, '').replace('<image', '<image xmlns:p="http://example.org/p"'),
      extension('<q:plugin xmlns:q="http://example.org/p"/>'),
      extension('<plugin/>'),
      extension('')
    ]
    writeFileSync(schemaFile, plugin)
    writeFileSync(catalogFile, catalog(`<system systemId="http://example.org/p" uri="file://${schemaFile}"/>`))
    // kiwi asks the catalog of the system, which a test must not change: so the real program is asked for another one.
    const real = (searchPath ?? '')
      .split(path.delimiter)
      .map(each => path.join(each, 'xmlcatalog'))
      .find(each => existsSync(each))
    const program = path.join(folder, 'xmlcatalog')
    writeFileSync(program, `#!/bin/sh\nexec '${real}' '${catalogFile}' "$2"\n`, { mode: 0o755 })
    process.env['PATH'] = [folder, searchPath].join(path.delimiter)
    const files = texts.map((text, index) => {
      const file = path.join(folder, `${index}.kiwi`)
      writeFileSync(file, text)
      return file
    })
    const problems = kiwiProblems(files.map(file => ({ file, profiles: [], checks: false })))
    const verdicts = texts.map(text => {
      const [reading] = described(text, installed).readings
      assert.ok(reading)
      return !findingsOf(reading).some(({ severity, stage }) => severity === 'error' && stage === 'load')
    })
    assert.deepEqual(
      verdicts,
      problems.map(problem => problem === ''),
      problems.join('\n')
    )
    assert.deepEqual(verdicts, [true, false, false, false, false, false, true, true, true, false, false, false])
  })
})

describe('a schema that a file names itself', () => {
  const relaxng = 'schematypens="http://relaxng.org/ns/structure/1.0"'
  const fine = description('<package name="a"/>')
  const newest = path.resolve('schemas/kiwi/8.5.rng')
  const any =
    '<element xmlns="http://relaxng.org/ns/structure/1.0"><anyName/><zeroOrMore><attribute><anyName/></attribute></zeroOrMore><zeroOrMore><choice><text/><ref name="x"/></choice></zeroOrMore></element>'
  const image = `<grammar xmlns="http://relaxng.org/ns/structure/1.0"><start><ref name="x"/></start><define name="x">${any}</define></grammar>`

  it('judges as kiwi does where it is one of kiwi’s', () => {
    check(`<?xml-model href="${newest}" type="application/xml" ${relaxng}?>${fine}`, {}, [])
    const older = path.resolve('schemas/kiwi/8.0.rng')
    check(`<?xml-model href="file://${older}" ${relaxng}?>${fine.replace('"8.0"', '"8.5"')}`, {}, [
      '8.5: error schemaversion-too-new: This description says schemaversion 8.5, but 8.0.rng reads versions up to 8.0. ' +
        'Install kiwi 10.3.5 or newer, or choose another one in <?xml-model href="…"?>.'
    ])
  })

  it('judges the file as it stands where it is another one', () => {
    check(`<?xml-model href="my%20schema.rng"?>${fine}<!-- -->`, { '/image/my schema.rng': image }, [])
    check(`<?xml-model href='../p.rng' ${relaxng}?><image/>`, { '/p.rng': plugin }, [
      'image: error root-not-allowed: A document of this schema does not start with <image>. Allowed: <plugin>.'
    ])
  })

  it('may be Schematron, beside a grammar or kiwi’s own', () => {
    const rules =
      '<schema xmlns="http://purl.oclc.org/dsdl/schematron"><pattern><rule context="package"><assert test="@name != \'a\'">No a.</assert></rule></pattern></schema>'
    const schematron = 'schematypens="http://purl.oclc.org/dsdl/schematron"'
    const others = { '/image/r.sch': rules, '/image/any.rng': image }
    check(`<?xml-model href="any.rng"?><?xml-model href="r.sch" ${schematron}?>${fine}`, others, [
      'package: error schema-rule-broken: No a.'
    ])
    check(
      `<?xml-model href="r.sch" ${schematron}?>${description('<package name="a"/><package/>')}`,
      { '/image/r.sch': rules },
      [
        'package: error schema-rule-broken: No a.',
        'package: error attribute-missing: <package> needs the attribute name.'
      ]
    )
  })

  it('is told where it is not there, or wrong, and kiwi’s decides', () => {
    const wrong = fine.replace('<packages', '<package')
    check(`<?xml-model href="no.rng"?>${fine}`, {}, [
      'no.rng: warning model-unusable: The schema "no.rng" cannot be used, so kiwi\'s decides here. There is no such file, or it cannot be read.'
    ])
    check(
      `<?xml-model href="bad.rng"?>${fine}`,
      { '/image/bad.rng': '<element xmlns="http://relaxng.org/ns/structure/1.0">\n <x/></element>' },
      [
        'bad.rng: warning model-unusable: The schema "bad.rng" cannot be used, so kiwi\'s decides here. “x” must not stand in “element”. (/image/bad.rng:2)'
      ]
    )
    check(
      `<?xml-model href="r.txt" schematypens="http://purl.oclc.org/dsdl/schematron"?>${fine}`,
      { '/image/r.txt': 'x' },
      [
        'r.txt: warning model-unusable: The schema "r.txt" cannot be used, so kiwi\'s decides here. There are no rules of Schematron in it.'
      ]
    )
    assert.ok(diagnose(described(`<?xml-model href="no.rng"?>${wrong}`, {})).length > 1)
  })

  it('may be named by what a catalog knows', () => {
    const others = {
      [systemCatalog]: catalog(
        '<uri name="urn:p" uri="file:///p.rng"/><rewriteSystem systemIdStartString="http://example.org/" rewritePrefix="/x/"/>'
      ),
      '/p.rng': plugin,
      '/x/p.rng': plugin
    }
    for (const href of ['urn:p', 'http://example.org/p.rng'])
      assert.deepEqual(
        diagnose(described(`<?xml-model href="${href}" ${relaxng}?>${fine}`, others)).map(({ code }) => code),
        ['root-not-allowed']
      )
    check(`<?xml-model href="urn:kiwi:description" ${relaxng}?>${fine}`, {}, [])
  })

  it('is not looked at in the network, and not in compact syntax', () => {
    for (const href of ['https://example.org/kiwi.rng', '//example.org/kiwi.rng', 'kiwi.rnc', 'kiwi.xsd'])
      check(`<?xml-model href="${href}"?>${fine}`, {}, [
        `${href}: information model-not-honoured: "${href}" is not looked at: only RELAX NG in XML syntax and Schematron ` +
          'are, in files of this machine.'
      ])
    check(`<?xml-models href="no.rng"?>${fine}`, {}, [])
  })

  it('is told where the instruction does not count, or not wholly', () => {
    const unread = 'warning instruction-ineffective:'
    check(`<?xml-model?><?xml-model type="x"?>${fine}`, {}, [
      `<?xml-model?>: ${unread} This instruction says nothing, because it has no href="…": write <?xml-model href="…"?>.`,
      `<?xml-model type="x"?>: ${unread} This instruction says nothing, because it has no href="…": write <?xml-model href="…"?>.`
    ])
    check(`<?xml-model  href="${newest}" schematypens=x  type="y"?>${fine}`, {}, [
      `schematypens=x: ${unread} "schematypens=x" is not understood: names and values stand in an instruction as in a tag, <?xml-model href="…"?>.`
    ])
    check(`${fine.trim()}<?xml-model href="no.rng"?>`, {}, [
      `<?xml-model href="no.rng"?>: ${unread} This counts for nothing behind the top element: put <?xml-model href="…"?> before it.`
    ])
    check(`<?kiwi-stash profiles="A"?>${fine}`, {}, [
      `<?kiwi-stash profiles="A"?>: ${unread} This counts for nothing here: <?kiwi-stash profiles="…"?> is for an extension of a stash, <image stashed="…">.`
    ])
  })
})

describe('half a file with an extension and schemas of its own', () => {
  it('makes nothing throw', () => {
    const schematypens = 'schematypens="http://relaxng.org/ns/structure/1.0"'
    const text = `<?xml-model href="/usr/share/plugin.rng" ${schematypens}?><?xml-model href='urn:x'?>${extension(entry)}`
    const schema = schemaOf()
    const files = new MemoryFiles([])
    const library = new Library(files, schema)
    library.others = new OtherSchemas(schema, [], location => installed[location])
    for (const whole of [text, extension(entry + entry)]) {
      for (let end = 0; end <= whole.length; end += 1) {
        files.set('/image/x.kiwi', whole.slice(0, end))
        library.update('/image/x.kiwi')
        const file = library.file('/image/x.kiwi')
        assert.ok(file)
        diagnose(file)
        complete(file, end, { snippets: true })
        hover(file, end - 1)
      }
    }
  }).timeout(60_000)
})
