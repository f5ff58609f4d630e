/** Makes a mutant of which the two verdicts differ as small as it gets, so that a person sees why they do. */
import { temporaryFolder, removeFolder } from '../../support/folders'
import type { Files } from './draft'
import { elementsOf } from './markup'
import { kiwiVerdicts, ownVerdicts, writeMutants, type Verdict } from './verdicts'

/** Both verdicts on one description. */
export interface Judged {
  readonly files: Files
  readonly kiwi: Verdict
  readonly own: Verdict
}

/** So often a smaller one is looked for, each time among so many. */
const mostRounds = 30
const mostCandidates = 60

/** Judges descriptions by the real kiwi and by this program. */
export async function judgeAll(all: readonly Files[]): Promise<Judged[]> {
  const folder = temporaryFolder('mutants')
  const paths = writeMutants(all, folder)
  const own = ownVerdicts(paths)
  const { verdicts } = await kiwiVerdicts(paths)
  await removeFolder(folder)
  return all.flatMap((files, index) => {
    const [kiwi, ours] = [verdicts[index], own[index]]
    return kiwi && ours ? [{ files, kiwi, own: ours }] : []
  })
}

/** Whether the verdicts differ, or the rules that are broken where both were asked. */
export function differs({ kiwi, own }: Pick<Judged, 'kiwi' | 'own'>): boolean {
  if (kiwi.accepted !== own.accepted) return true
  return kiwi.rules !== undefined && own.rules !== undefined && rulesOf(kiwi) !== rulesOf(own)
}

/** The messages of the broken rules, each once, as one text. */
export function rulesOf({ rules = [] }: Verdict): string {
  return [...new Set(rules)].sort().join('\n')
}

/** Takes elements and attributes out of `files` for as long as the verdicts still differ. */
export async function shrink(files: Files): Promise<Judged | undefined> {
  let [smallest] = await judgeAll([files])
  for (let round = 0; smallest && round < mostRounds; round += 1) {
    const smaller: Judged[] = (await judgeAll(candidatesOf(smallest.files))).filter(differs)
    const [first] = smaller.sort((one, other) => sizeOf(one) - sizeOf(other))
    if (!first) break
    smallest = first
  }
  return smallest
}

/** What one describes for a person: every file that is left, and both verdicts. */
export function describeJudged({ files, kiwi, own }: Judged): string {
  const texts = [...files.texts].map(([name, text]) => `--- ${name}\n${text}`)
  return [...texts, `--- kiwi ${words(kiwi)}`, `--- we say: ${words(own)}`].join('\n')
}

function words({ accepted, reason, rules = [] }: Verdict): string {
  if (accepted) return 'accepts it'
  return `refuses it: ${reason.trim()}${rules.length > 0 ? `\n(rules: ${rules.join('; ')})` : ''}`
}

function candidatesOf({ main, texts }: Files): Files[] {
  const found: { files: Files; saved: number }[] = []
  for (const [name, text] of texts) {
    const cut = (start: number, end: number): void => {
      const changed = new Map(texts).set(name, text.slice(0, start) + text.slice(end))
      found.push({ files: { main, texts: changed }, saved: end - start })
    }
    if (name !== main && text !== '') found.push({ files: { main, texts: without(texts, name) }, saved: text.length })
    for (const element of elementsOf(text)) {
      if (element.parent) cut(element.start, element.end)
      for (const { start, end } of element.attributes) cut(start, end)
    }
  }
  // The largest cuts, and some of the small ones that remain in the end.
  return found
    .sort((one, other) => other.saved - one.saved)
    .slice(0, mostCandidates)
    .map(({ files }) => files)
}

function without(texts: ReadonlyMap<string, string>, name: string): Map<string, string> {
  const left = new Map(texts)
  left.delete(name)
  return left
}

function sizeOf({ files }: Judged): number {
  return [...files.texts.values()].reduce((sum, text) => sum + text.length, 0)
}
