/** The time from a keystroke to the diagnostics, and to what is offered and explained at the cursor. */
import type { Position } from '../../server/src/syntax/tree'
import { randomFrom } from '../support/random'
import type { Measurement } from './measurement'
import { describePackages } from './packages'
import { Session, typeLine, typeText } from './session'
import { median, percentile, settle } from './timing'

const rounds = 20
const warmUpRounds = 10

/** Some 300 lines, as a large description of one image has. */
export function measureSmall(): Measurement {
  const session = opened(265)
  const times = typed(session)
  return {
    bounds: [{ what: 'p95', value: percentile(times, 95), unit: 'ms', kind: '≤', limit: 2 }],
    figures: { median: median(times), keystrokes: times.length, lines: session.lines }
  }
}

/** 1 MB, against reading all of it anew. */
export function measureLarge(): Measurement {
  const session = opened(20_000)
  const times = typed(session)
  const passes: number[] = []
  for (let round = 0; round < warmUpRounds + rounds; round += 1) {
    const text = describePackages({ packages: 20_000, seed: 100 + round })
    settle()
    const pass = new Session().open(text)
    if (round >= warmUpRounds) passes.push(pass)
  }
  const p95 = percentile(times, 95)
  return {
    bounds: [
      { what: 'p95', value: p95, unit: 'ms', kind: '≤', limit: 5 },
      { what: 'of a full pass', value: p95 / median(passes), unit: '×', kind: '≤', limit: 1 / 10 }
    ],
    figures: { median: median(times), 'full pass': median(passes), keystrokes: times.length, lines: session.lines }
  }
}

/** An attribute typed into tags that hold much or little, or have much before and behind them. */
export function measureAttributes(): Measurement {
  const session = opened(20_000)
  const places = ['<image', '<packages type="image"', '<type image="oem"'].map(text => placeIn(session, text))
  places.push(placeIn(session, '<package', session.text.length / 2))
  const times: number[] = []
  for (let round = 0; round < warmUpRounds + rounds; round += 1)
    for (const place of places)
      typeText(session, place, ' note="typed"', time => {
        if (round >= warmUpRounds) times.push(time)
      })
  return {
    bounds: [{ what: 'p95', value: percentile(times, 95), unit: 'ms', kind: '≤', limit: 5 }],
    figures: { median: median(times), keystrokes: times.length }
  }
}

/** 10 MB against 100 KB, in turns. */
export function measureGrowth(): Measurement {
  const small = opened(2000)
  const large = opened(200_000)
  const ofSmall: number[] = []
  const ofLarge: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    ofSmall.push(...typed(small, 1, round))
    ofLarge.push(...typed(large, 1, round))
  }
  const [before, after] = [percentile(ofSmall, 95), percentile(ofLarge, 95)]
  return {
    bounds: [{ what: 'p95 of p95', value: after / before, unit: '×', kind: '≤', limit: 3 }],
    figures: {
      'p95 at 100 KB': before,
      'p95 at 10 MB': after,
      'median at 100 KB': median(ofSmall),
      'median at 10 MB': median(ofLarge)
    }
  }
}

/** What is offered and explained, asked after every keystroke, as editors do. */
export function measureAnswers(): Measurement {
  const session = opened(20_000)
  const completions: number[] = []
  const hovers: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    typeLine(session, middle(session, round), (_, at) => {
      completions.push(session.complete(at))
      hovers.push(session.hover({ line: at.line + 1, character: 12 }))
    })
  }
  const { first, later: attributes } = attributesOffered(session)
  return {
    bounds: [
      { what: 'p95 of completion', value: percentile(completions, 95), unit: 'ms', kind: '≤', limit: 10 },
      { what: 'p95 in <type>', value: percentile(attributes, 95), unit: 'ms', kind: '≤', limit: 10 },
      { what: 'p95 of hover', value: percentile(hovers, 95), unit: 'ms', kind: '≤', limit: 10 }
    ],
    figures: {
      'median of completion': median(completions),
      'median in <type>': median(attributes),
      'the first in <type>': first,
      'median of hover': median(hovers)
    }
  }
}

/** What is offered in the start tag of `<type>`, of all elements the one with the most attributes and rules. */
function attributesOffered(session: Session): { first: number; later: number[] } {
  const times: number[] = []
  for (let round = 0; round < rounds + warmUpRounds; round += 1)
    typeText(session, placeIn(session, '<type image="oem"'), ' boot', (_, at) => {
      times.push(session.complete(at))
    })
  const [first = Number.NaN, ...others] = times
  return { first, later: others.slice(warmUpRounds) }
}

/** The place behind the first `text` from an offset on. */
function placeIn(session: Session, text: string, from = 0): Position {
  const before = session.text.slice(0, session.text.indexOf(text, from) + text.length)
  return { line: before.split('\n').length - 1, character: before.length - before.lastIndexOf('\n') - 1 }
}

function opened(packages: number): Session {
  const session = new Session()
  session.open(describePackages({ packages, seed: 1 }))
  typed(session, warmUpRounds, 1000)
  return session
}

function typed(session: Session, count = rounds, seed = 0): number[] {
  const times: number[] = []
  for (let round = 0; round < count; round += 1) {
    typeLine(session, middle(session, seed + round), time => {
      times.push(time)
    })
  }
  return times
}

/** Some line in the middle of the long list. */
function middle(session: Session, seed: number): number {
  return Math.floor(session.lines / 2) + randomFrom(seed).below(Math.floor(session.lines / 10))
}
