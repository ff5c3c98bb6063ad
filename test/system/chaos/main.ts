import process from 'node:process'
import { FAULTS, type Fault } from './faults.ts'
import type { Losses } from './ledger.ts'
import { createRandom } from './random.ts'
import { createWorld } from './world.ts'

/**
 * `npm run chaos [-- <kills> <seed>]`: the long run. Faults are drawn by the seed until so many kills were survived, in
 * worlds of their own, and a table says what was survived.
 */
const DEFAULT_KILLS = 200
/** Faults in one world before the ledger is compared with the database. */
const FAULTS_PER_WORLD = 30
/** How often a kill is drawn, against each of the other faults. */
const KILL_WEIGHT = 3

interface Tally {
  struck: number
  survived: number
}

let kills = Number(process.argv[2] ?? DEFAULT_KILLS)
const seed = Number(process.argv[3] ?? Math.floor(Date.now() / 1000))
const random = createRandom(seed)
// Ctrl-C: the table so far.
process.once('SIGINT', () => {
  kills = 0
})
const isKill = (fault: Fault) => fault.name.startsWith('SIGKILL')
const bag = FAULTS.flatMap((fault) => Array<Fault>(isKill(fault) ? KILL_WEIGHT : 1).fill(fault))
const tallies = new Map<string, Tally>(FAULTS.map((fault) => [fault.name, { struck: 0, survived: 0 }]))
const sum: { -readonly [K in keyof Losses]: number } = { lost: 0, silent: 0, notOnce: 0, miscounted: 0 }
let acknowledged = 0
let killed = 0

for (let round = 1; killed < kills; round++) {
  const world = await createWorld({ random, run: `round${round}` })
  const struck: Tally[] = []
  try {
    for (let i = 0; i < FAULTS_PER_WORLD && killed < kills; i++) {
      const fault = bag[Math.floor(random() * bag.length)]
      const tally = fault && tallies.get(fault.name)
      if (fault === undefined || tally === undefined) continue
      process.stderr.write(`round ${round}, ${killed} of ${kills} kills: ${fault.name}\n`)
      tally.struck++
      await fault.strike(world)
      if (isKill(fault)) killed++
      struck.push(tally)
    }
    const losses = await world.settle()
    acknowledged += world.load.acknowledged.size
    for (const key of ['lost', 'silent', 'notOnce', 'miscounted'] as const) sum[key] += losses[key]
    const clean = losses.silent + losses.notOnce + losses.miscounted === 0
    if (clean) for (const tally of struck) tally.survived++
    else process.stderr.write(`round ${round}: ${JSON.stringify(losses)}\n`)
  } finally {
    await world.close()
  }
}

const rows = [...tallies].map(([name, { struck, survived }]) => `| ${name} | ${struck} | ${survived} |`)
process.stdout.write(
  `\n| fault | struck | survived |\n|---|--:|--:|\n${rows.join('\n')}\n\n` +
    `seed ${seed}; ${killed} kills; ${acknowledged} messages acknowledged; ` +
    `${sum.silent} webhooks lost in silence (${sum.lost} reports lost with a word, to damaged files); ${sum.notOnce} recipients not once; ${sum.miscounted} campaigns miscounted\n`,
)
process.exit(sum.silent + sum.notOnce + sum.miscounted === 0 ? 0 : 1)
