/** Tests the formats of kiwi-lint by their whole output for one description with two mistakes. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { description, lint, type RunOptions } from './support'

const message = '<package> has no attribute nam. Did you mean name? Allowed: name, arch, bootdelete, bootinclude.'
const relative =
  '"./p.xml" is found only where kiwi runs without its optional module anymarkup. Write "this://p.xml", which always works.'

const manual = readFileSync('docs/diagnostics.md', 'utf8')

const files = {
  'a b/100%,x.kiwi': description('\n    <package\n      nam="画像"/>', '\n  <include from="./p.xml"/>'),
  'a b/p.xml': '<image/>'
}

async function check(words: string, options: RunOptions, expected: string): Promise<void> {
  const { output } = await lint([...words.split(' '), 'a b/100%,x.kiwi'], { files, ...options })
  assert.equal(output, expected)
}

/** A place on one line, counted from 1. */
function region(startLine: number, startColumn: number, endColumn: number): object {
  return { startLine, startColumn, endLine: startLine, endColumn }
}

function rule(id: string, text: string, level: string): object {
  const helpUri = 'file:///docs/diagnostics.md#L1'
  const section = manual
    .slice(manual.indexOf(`### \`${id}\``))
    .split('\n')
    .slice(1)
  const help = section
    .slice(
      0,
      section.findIndex(line => line.startsWith('##'))
    )
    .join('\n')
    .trim()
  return {
    id,
    shortDescription: { text },
    fullDescription: { text },
    help: { text: help, markdown: help },
    helpUri,
    defaultConfiguration: { level }
  }
}

function result(ruleId: string, ruleIndex: number, level: string, text: string, place: object): object {
  const artifactLocation = { uri: 'a%20b/100%25,x.kiwi', uriBaseId: '%SRCROOT%' }
  const locations = [{ physicalLocation: { artifactLocation, region: place } }]
  return { ruleId, ruleIndex, level, message: { text }, locations }
}

describe('kiwi-lint --format', () => {
  it('human: the line with carets, and a summary', () =>
    check(
      '--format human',
      {},
      [
        `a b/100%,x.kiwi:7:7: error: ${message} [attribute-not-allowed]`,
        '  7 |       nam="画像"/></packages>',
        '    |       ^^^',
        `a b/100%,x.kiwi:9:18: warning: ${relative} [include-relative]`,
        '  9 |   <include from="./p.xml"/>',
        '    |                  ^^^^^^^',
        '1 file checked: 1 error, 1 warning.',
        ''
      ].join('\n')
    ))

  it('human: in colours on a terminal, cut to its width', () =>
    check(
      '--format human',
      { isTerminal: true, columns: 40 },
      [
        `\u001B[1ma b/100%,x.kiwi:7:7:\u001B[0m \u001B[31merror:\u001B[0m ${message} \u001B[2m[attribute-not-allowed]\u001B[0m`,
        '\u001B[2m  7 |\u001B[0m       nam="画像"/></packages>',
        '\u001B[2m    |\u001B[0m       \u001B[31m^^^\u001B[0m',
        `\u001B[1ma b/100%,x.kiwi:9:18:\u001B[0m \u001B[33mwarning:\u001B[0m ${relative} \u001B[2m[include-relative]\u001B[0m`,
        '\u001B[2m  9 |\u001B[0m   <include from="./p.xml"/>',
        '\u001B[2m    |\u001B[0m                  \u001B[33m^^^^^^^\u001B[0m',
        '1 file checked: 1 error, 1 warning.',
        ''
      ].join('\n')
    ))

  it('human: without colours where nobody wants them', async () => {
    for (const environment of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) {
      const { output } = await lint(['a b'], { files, isTerminal: true, environment })
      assert.ok(!output.includes('\u001B'), output)
    }
    const { output } = await lint(['a b'], { files, isTerminal: true, environment: { NO_COLOR: '' } })
    assert.ok(output.includes('\u001B'), output)
  })

  it('human: nothing out of a file reaches the terminal as a command', async () => {
    const hostile = { 'x.kiwi': description('<package name="a" \u001B[31m="1"/><\u001B]0;owned\u0007 />') }
    const { output } = await lint(['x.kiwi'], { files: hostile })
    // oxlint-disable-next-line no-control-regex -- they are what must not be there
    assert.doesNotMatch(output, /[\u0000-\u0009\u000B-\u001F\u007F]/)
  })

  it('json: one object a line', () =>
    check(
      '--format json',
      {},
      `${JSON.stringify({
        path: 'a b/100%,x.kiwi',
        valid: false,
        diagnostics: [
          {
            file: 'a b/100%,x.kiwi',
            code: 'attribute-not-allowed',
            severity: 'error',
            message,
            range: { start: { line: 6, character: 6 }, end: { line: 6, character: 9 } }
          },
          {
            file: 'a b/100%,x.kiwi',
            code: 'include-relative',
            severity: 'warning',
            message: relative,
            range: { start: { line: 8, character: 17 }, end: { line: 8, character: 24 } }
          }
        ]
      })}\n`
    ))

  it('github: commands of a workflow', () =>
    check(
      '--format github',
      {},
      [
        `::error file=a b/100%25%2Cx.kiwi,line=7,endLine=7,col=7,endColumn=10,title=kiwi-lint%3A attribute-not-allowed::${message}`,
        `::warning file=a b/100%25%2Cx.kiwi,line=9,endLine=9,col=18,endColumn=25,title=kiwi-lint%3A include-relative::${relative}`,
        ''
      ].join('\n')
    ))

  it('github: a name with line breaks is no command of its own', async () => {
    const name = 'a\r\n::error::b.kiwi'
    const hostile = { [name]: description('<package nam="a"/>') }
    const { output } = await lint(['--format', 'github', name], { files: hostile })
    const [command = '', ...others] = output.split(/\r?\n/)
    assert.match(command, /^::error file=a%0D%0A%3A%3Aerror%3A%3Ab\.kiwi,line=/)
    assert.deepEqual(others, [''])
  })

  it('github: no columns where several lines are meant', async () => {
    const long = { 'x.kiwi': description('<package name="a"/> text\n  and more') }
    const { output } = await lint(['--format', 'github', 'x.kiwi'], { files: long })
    assert.equal(
      output,
      '::error file=x.kiwi,line=5,endLine=6,title=kiwi-lint%3A text-not-allowed::<packages> cannot hold text.\n'
    )
  })

  it('sarif: a log with rules, places and what could not be read', async () => {
    const { output } = await lint(['--format', 'sarif', 'a b/100%,x.kiwi', 'no.kiwi'], { files })
    const log: unknown = JSON.parse(
      output.replaceAll(/file:\/\/\/[^"]*\/docs\//g, 'file:///docs/').replaceAll(/#L\d+/g, '#L1')
    )
    assert.deepEqual(log, {
      $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'kiwi-lint',
              version: '0.1.0',
              rules: [
                rule('attribute-not-allowed', 'The element has no such attribute.', 'error'),
                rule(
                  'include-relative',
                  "A plain relative path works only as long as kiwi's optional module anymarkup is not installed. this://FILE always works.",
                  'warning'
                )
              ]
            }
          },
          columnKind: 'utf16CodeUnits',
          originalUriBaseIds: { '%SRCROOT%': { uri: 'file://{FOLDER}/' } },
          invocations: [
            {
              executionSuccessful: false,
              toolExecutionNotifications: [{ level: 'error', message: { text: 'no.kiwi: there is no such file.' } }]
            }
          ],
          results: [
            result('attribute-not-allowed', 0, 'error', message, region(7, 7, 10)),
            result('include-relative', 1, 'warning', relative, region(9, 18, 25))
          ]
        }
      ]
    })
  })
})
