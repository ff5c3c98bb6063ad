import { NOON_MS } from '../test/support/reports.ts'
import { KILL_POINTS, type KillResult, runKills } from '../test/support/sending/kill-run.ts'
import { createMemoryWorld } from '../test/support/sending/memory-world.ts'
import { printTable } from './table.ts'

const SEEDS = 10_000
const PEOPLE = 30
const THOUSAND = 1_000

interface Sum {
  runs: number
  kills: number
  sent: number
  twice: number
  suppressed: number
  uncertain: number
  unlisted: number
}

/** Processes that are killed while they send: 10,000 seeds, and every point of a round of a thousand messages. */
export async function benchKills(): Promise<void> {
  const seeded = newSum()
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const world = createMemoryWorld(phonesOf(PEOPLE), NOON_MS)
    add(seeded, await runKills(world, { seed, replicas: 1 + (seed % 3) }, NOON_MS))
  }
  const everywhere = newSum()
  for (const point of KILL_POINTS) {
    // Claims bring several messages each: there are fewer of them than messages.
    for (let nth = 1; nth <= THOUSAND; nth += 1) {
      const world = createMemoryWorld(phonesOf(THOUSAND), NOON_MS)
      const result = await runKills(
        world,
        { seed: nth, replicas: 1, kill: { point, nth }, isQuiet: true },
        NOON_MS,
      )
      add(everywhere, result)
      if (result.kills === 0) break
    }
  }
  printTable(
    [
      'runs that were killed',
      'runs',
      'kills',
      'sent',
      'sent twice',
      'to suppressed',
      'uncertain, listed',
      'not listed',
    ],
    [
      ['10,000 seeds, 30 people, 1 to 3 processes', ...textOf(seeded)],
      ['each point of a thousand messages', ...textOf(everywhere)],
    ],
  )
}

function newSum(): Sum {
  return { runs: 0, kills: 0, sent: 0, twice: 0, suppressed: 0, uncertain: 0, unlisted: 0 }
}

function add(sum: Sum, { kills, ledger, sentToSuppressed, states, unlisted }: KillResult): void {
  sum.runs += 1
  sum.kills += kills
  sum.sent += ledger.size
  sum.twice += [...ledger.values()].filter((requests) => requests > 1).length
  sum.suppressed += sentToSuppressed
  sum.uncertain += [...states.values()].filter((state) => state === 'uncertain').length
  sum.unlisted += unlisted.length
}

function textOf(sum: Sum): string[] {
  return Object.values(sum).map((n) => n.toLocaleString('en-US'))
}

function phonesOf(n: number): string[] {
  return Array.from({ length: n }, (_, i) => `+9198${String(i).padStart(8, '0')}`)
}
