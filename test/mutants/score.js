import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin'

const NOTES = '.mutants/notes.ndjson'
const LEFT_OUT = '.mutants/left-out.txt'
const NOTICED = ['Killed', 'Timeout']
const MISSED = ['Survived', 'NoCoverage']

/** Which share of the mutants is tried: all of them unless MUTANTS_SAMPLE (0.1: a tenth) says less. */
const share = Number(process.env.MUTANTS_SAMPLE ?? 1)
/** Another seed draws another sample of the same size. */
const seed = process.env.MUTANTS_SEED ?? '1'

/** Whether a mutant is drawn. Its id is its place in the run: the same files and seed draw the same mutants, in every process. */
export function inSample({ id }) {
  return fraction(`${seed} ${id}`) < share
}

/** FNV-1a, between 0 and 1. */
function fraction(text) {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ character.codePointAt(0), 0x01000193) >>> 0
  // The last characters alone would move only the low bits.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}

/** Notes which tests fail before anything is mutated. The runner works in a copy of the tree, three folders further down. */
export function leftOut(failed) {
  const lines = failed.map(({ name, failureMessage }) => `${name}: ${failureMessage.split('\n')[0]}\n`)
  writeFileSync(path.join('../../..', LEFT_OUT), lines.join(''))
}

/** Writes each result down as it comes, since a run that is stopped has still said something; ends with the score by folder. */
function createScore() {
  const folders = new Map()
  mkdirSync('.mutants', { recursive: true })
  return {
    onMutantTested(mutant) {
      const { fileName, location, mutatorName, replacement, status } = mutant
      const isMissed = MISSED.includes(status)
      if (!inSample(mutant) || !(isMissed || NOTICED.includes(status))) return
      const file = path.relative('', fileName)
      appendFileSync(
        NOTES,
        `${JSON.stringify({ fileName: file, location, mutatorName, replacement, status })}\n`,
      )
      const folder = file.split('/').slice(0, 3).join('/')
      const sums = folders.get(folder) ?? { noticed: 0, missed: 0 }
      sums[isMissed ? 'missed' : 'noticed'] += 1
      folders.set(folder, sums)
    },
    onMutationTestReportReady() {
      const all = { noticed: 0, missed: 0 }
      for (const [folder, sums] of [...folders].sort()) {
        all.noticed += sums.noticed
        all.missed += sums.missed
        print(folder, sums)
      }
      print(share < 1 ? `all, a sample of ${share}, seed ${seed}` : 'all', all)
    },
  }
}

function print(name, { noticed, missed }) {
  const tried = noticed + missed
  process.stdout.write(`${name}: ${((noticed / tried) * 100).toFixed(1)}% of ${tried} noticed\n`)
}

export const strykerPlugins = [declareFactoryPlugin(PluginKind.Reporter, 'score', createScore)]
