/** Makes mutants: descriptions that differ from real ones in one to three places, the same ones again from the same seed. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { randomFrom, type Random } from '../../support/random'
import { attributeMutations } from './attributeMutations'
import { documentMutations } from './documentMutations'
import { Draft, type Files, type Mutation } from './draft'
import { elementMutations } from './elementMutations'
import { readVocabulary, type Vocabulary } from './vocabulary'

/** A real description that mutants are made of. */
export interface Source {
  readonly title: string
  readonly files: Files
}

export interface Mutant {
  /** The source, and what was done to it. */
  readonly title: string
  readonly files: Files
}

/** Longer descriptions say nothing that shorter ones do not. */
const longestSource = 30_000

const corpus = path.resolve('../shared/corpus')

/** The project's own examples. */
export function ownSources(): Source[] {
  const single = ['debian-disk', 'debian-tbz', 'debian-on-stash', 'old-version'].map(name => `${name}/config.xml`)
  const found = [...single, 'fragments/minimal.kiwi', 'fragments/toolbox.kiwi'].map(name =>
    sourceAt(path.resolve('examples'), name)
  )
  const trees = ['tree/server.kiwi', 'tree/desktop.kiwi']
  return [...found, ...trees.map(name => sourceAt(path.resolve('test/fixtures/descriptions'), name))]
}

/** The valid descriptions of the corpus; none where it is not beside the project. */
export function corpusSources(): Source[] {
  const verdicts = path.join(corpus, 'verdicts.json')
  if (!existsSync(verdicts)) return []
  const read: unknown = JSON.parse(readFileSync(verdicts, 'utf8'))
  const valid = typeof read === 'object' && read !== null ? Object.entries(read).filter(isValid) : []
  return valid
    .map(([name]) => sourceAt(corpus, name))
    .filter(({ files }) => (files.texts.get(files.main)?.length ?? 0) < longestSource)
}

/** Makes the mutants of one seed, as many as are wanted, from all sources alike. */
export function makeMutants(sources: readonly Source[], seed: number, count: number): Mutant[] {
  const random = randomFrom(seed)
  const vocabulary = readVocabulary()
  const others = sources.map(({ files }) => files)
  const mutants: Mutant[] = []
  while (mutants.length < count) {
    const mutant = makeMutant(random.pick(sources), random, vocabulary, others)
    if (mutant) mutants.push(mutant)
  }
  return mutants
}

/** What tells one mutant from another, in eight hexadecimal digits. */
export function identityOf({ files }: Mutant): string {
  const hash = createHash('sha256')
  for (const [name, text] of files.texts) hash.update(`${name}\0${text}\0`)
  return hash.digest('hex').slice(0, 8)
}

function isValid(entry: [string, unknown]): boolean {
  const [, verdict] = entry
  return typeof verdict === 'object' && verdict !== null && 'valid' in verdict && verdict.valid === true
}

/** A description with all files that it may include: the XML files below its folder, where it includes any. */
function sourceAt(folder: string, name: string): Source {
  const main = path.basename(name)
  const around = path.join(folder, path.dirname(name))
  const texts = new Map([[main, read(path.join(around, main))]])
  if (texts.get(main)?.includes('<include')) {
    const parts = readdirSync(around, { recursive: true, encoding: 'utf8' })
    for (const part of parts.filter(each => each.endsWith('.xml')).sort())
      texts.set(part, read(path.join(around, part)))
  }
  return { title: name, files: { main, texts } }
}

function read(file: string): string {
  return readFileSync(file, 'utf8')
}

function makeMutant(
  source: Source,
  random: Random,
  vocabulary: Vocabulary,
  others: readonly Files[]
): Mutant | undefined {
  const draft = new Draft(source.files, random, vocabulary, others)
  const steps: string[] = []
  const wanted = random.pick([1, 1, 1, 2, 2, 3])
  for (let attempt = 0; attempt < 12 && steps.length < wanted; attempt += 1) {
    const [name, mutation] = random.pick(mutationsByShare(random))
    const done = mutation(draft)
    if (done !== undefined) steps.push(`${name}: ${done}`)
  }
  const changed = [...draft.texts].some(([name, text]) => source.files.texts.get(name) !== text)
  return changed ? { title: [source.title, ...steps].join(' | '), files: draft.files() } : undefined
}

function mutationsByShare(random: Random): [string, Mutation][] {
  const share = random.below(100)
  if (share < 42) return Object.entries(attributeMutations)
  return Object.entries(share < 76 ? elementMutations : documentMutations)
}
