/** kiwi's log, read in whole and in every possible piece. */
import assert from 'node:assert/strict'
import { createLogReader, foldRecords, readLog } from '../../../client/src/builds/log'
import type { LogEvent } from '../../../client/src/builds/log'

function render(events: readonly LogEvent[]): string[] {
  return events.map(event => {
    if (event.kind === 'record') return `${event.record.level} ${event.record.time} ${event.record.message}`
    return event.kind === 'progress' ? `${event.percent}%` : `> ${event.line}`
  })
}

const bar = (percent: number): string =>
  `[ INFO    ]: Processing: [${'#'.repeat(percent / 2.5).padEnd(40)}] ${percent}%`

const log = [
  'Loading: 100% [####] Time: 0:00:00\n',
  '[ INFO    ]: 16:08:44 | Installing bootstrap packages\n',
  `\r${bar(0)}\r${bar(50)}\r${bar(100)}\n`,
  '\u001b[2;37m[ DEBUG   ]: 16:09:11 | EXEC: [true]\u001b[0m\r\n',
  `\r${bar(0)}[ ERROR   ]: 16:09:14 | KiwiX: first\r\n`,
  'second, stdout: 100% | x\n',
  '\u001b]0;title\u0007[ WARNING ]: 16:09:15 | last'
].join('')

const events = [
  '> Loading: 100% [####] Time: 0:00:00',
  'INFO 16:08:44 Installing bootstrap packages',
  '0%',
  '50%',
  '100%',
  'DEBUG 16:09:11 EXEC: [true]',
  '0%',
  'ERROR 16:09:14 KiwiX: first',
  '> second, stdout: 100% | x',
  'WARNING 16:09:15 last'
]

describe('the log', () => {
  it('is read in whole', () => assert.deepEqual(render(readLog(log)), events))

  it('is the same wherever it is cut in two', () => {
    for (let cut = 0; cut <= log.length; cut += 1) {
      const reader = createLogReader()
      const read = [...reader.push(log.slice(0, cut)), ...reader.push(log.slice(cut)), ...reader.end()]
      assert.deepEqual(render(read), events, `cut at ${cut}`)
    }
  })

  it('is the same character by character', () => {
    const reader = createLogReader()
    const read = log.split('').flatMap(piece => reader.push(piece))
    assert.deepEqual(render([...read, ...reader.end()]), events)
  })

  it('tells records and bars at once, not when the next one comes', () => {
    const reader = createLogReader()
    assert.deepEqual(render(reader.push('[ INFO    ]: 16:08:44 | Creating XZ archive\n')), [
      'INFO 16:08:44 Creating XZ archive'
    ])
    assert.deepEqual(render(reader.push(`\r${bar(0)}`)), ['0%'])
    assert.deepEqual(render(reader.push(`\r${bar(50)}`)), ['50%'])
    assert.deepEqual(reader.end(), [])
  })

  it('folds the lines that follow a record into it', () => {
    assert.deepEqual(
      foldRecords(readLog(log)).map(record => record.message),
      ['Installing bootstrap packages', 'EXEC: [true]', 'KiwiX: first\nsecond, stdout: 100% | x', 'last']
    )
  })

  it('of another program without line ends is not kept for ever', () => {
    const reader = createLogReader()
    const read = reader.push('x'.repeat(1_500_000))
    assert.equal(read.length, 1)
    assert.deepEqual(reader.end(), [])
  })
})
