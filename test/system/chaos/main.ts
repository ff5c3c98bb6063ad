import process from 'node:process'
import { bundleService } from './bundle.ts'
import { FAULTS, type Fault } from './faults.ts'
import type { Losses } from './ledger.ts'
import { between, createRandom, type Random } from './random.ts'
import { createWorld, type World } from './world.ts'

/**
 * `npm run chaos [-- <seeds> <first seed> <words>]`: the long run. Each seed draws one to three faults (of those whose
 * names hold the words) and what is sent meanwhile; then every acknowledged report is looked for, and the counters are
 * recounted. Ctrl-C prints the table so far.
 */
const DEFAULT_SEEDS = 100
const MAX_FAULTS_OF_A_SEED = 3
/** Starting PostgreSQL takes longer than most faults, so that several seeds share one; one that fails takes its own with it. */
const SEEDS_OF_A_WORLD = 25
/** How often a kill is drawn, against each of the other faults. */
const KILL_WEIGHT = 3

interface Outcome {
  struck: number
  survived: number
}

const seeds = Number(process.argv[2] ?? DEFAULT_SEEDS)
const firstSeed = Number(process.argv[3] ?? Math.floor(Date.now() / 1000))
const words = process.argv[4] ?? ''
const bag = FAULTS.filter(({ name }) => name.includes(words)).flatMap((fault) => {
  const weight = fault.name.startsWith('SIGKILL') ? KILL_WEIGHT : 1
  return Array<Fault>(weight).fill(fault)
})
const outcomes = new Map<string, Outcome>(FAULTS.map((fault) => [fault.name, { struck: 0, survived: 0 }]))
const failed: string[] = []
let interrupted = false
let done = 0
let acknowledged = 0
let saidLost = 0
process.once('SIGINT', () => {
  interrupted = true
})

const bundle = await bundleService()
let world: World | undefined
for (let n = 0; n < seeds && !interrupted; n++) {
  const seed = firstSeed + n
  const random = createRandom(seed)
  const faults = Array.from({ length: between(random, 1, MAX_FAULTS_OF_A_SEED) }, () => drawn(random))
  try {
    const run = `seed${seed}`
    if (world === undefined) world = await createWorld({ entry: bundle.file, random, run })
    else await world.begin(random, run)
    await play(world, seed, faults)
  } catch (error) {
    failed.push(`seed ${seed} (${faults.map(({ name }) => name).join(', ')}): ${String(error)}`)
    process.stderr.write(`${failed.at(-1)}\n`)
    process.stderr.write(`${world?.service.lastLogged() ?? ''}\n`)
  }
  const isLast = n === seeds - 1 || interrupted
  if (isLast || (n + 1) % SEEDS_OF_A_WORLD === 0 || failed.at(-1)?.startsWith(`seed ${seed} `)) {
    await world?.close()
    world = undefined
  }
  done++
}
await bundle.remove()

const rows = [...outcomes].map(([name, { struck, survived }]) => `| ${name} | ${struck} | ${survived} |`)
process.stdout.write(
  `\n| fault | struck | survived |\n|---|--:|--:|\n${rows.join('\n')}\n\n` +
    `${done} seeds from ${firstSeed}; ${acknowledged} messages acknowledged; ${saidLost} reports lost with a word, to ` +
    `damaged files; ${failed.length} seeds failed\n${failed.map((line) => `${line}\n`).join('')}`,
)
process.exit(failed.length === 0 ? 0 : 1)

function drawn(random: Random): Fault {
  const fault = bag[Math.floor(random() * bag.length)]
  if (fault === undefined) throw new Error('No fault of this number.')
  return fault
}

/** Strikes the faults in turn and compares. Throws what does not hold. */
async function play(world: World, seed: number, faults: readonly Fault[]): Promise<void> {
  for (const fault of faults) {
    process.stderr.write(`seed ${seed}: ${fault.name}\n`)
    outcomeOf(fault).struck++
    await fault.strike(world)
  }
  const losses: Losses = await world.catchUp()
  const { lost, silent, notOnce, miscounted } = losses
  acknowledged += world.load.acknowledged.size
  saidLost += silent === 0 ? lost : 0
  if (silent + notOnce + miscounted > 0) throw new Error(JSON.stringify(losses))
  for (const fault of faults) outcomeOf(fault).survived++
}

function outcomeOf({ name }: Fault): Outcome {
  const outcome = outcomes.get(name)
  if (outcome === undefined) throw new Error(`No outcome of "${name}".`)
  return outcome
}
