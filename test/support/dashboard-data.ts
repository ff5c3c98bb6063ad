import type { Pool } from 'pg'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import type { StateStore } from '../../src/domain/messages/ports.ts'
import type { StatusReport } from '../../src/domain/messages/report.ts'

/** A campaign as its reports tell of it. */
export interface SeededCampaign {
  readonly name: string
  readonly startMs: number
  readonly people: number
  /** Shares of the people. */
  readonly failed: number
  readonly read: number
}

const BATCH = 500
const MINUTE_MS = 60_000
const CODES = ['131026', '131026', '131049', '131049', '131049', '131050', '131042', '132015', '131000']
/** The words that WhatsApp sends along. */
const TITLES: Readonly<Record<string, string>> = {
  '131000': 'Something went wrong',
  '131042': 'Business eligibility payment issue',
  '131049': 'This message was not delivered to maintain healthy ecosystem engagement.',
  '131050': 'User has stopped receiving marketing messages',
  '132015': 'Template is Paused',
}
const DAYS = 30

/** A month of campaigns of a shop: one on most days, the newest of them under way. */
export function someCampaigns(nowMs: number, people: number): readonly SeededCampaign[] {
  const names = [
    'Diwali offer',
    'Order updates',
    'Weekend sale',
    'Loyalty points',
    'New arrivals',
    'Abandoned baskets',
    'Festive gift cards',
    'Feedback please',
    'दिवाली की शुभकामनाएँ',
    'Back in stock',
    'Free delivery',
    'Winter collection',
  ]
  return names.map((name, index) => ({
    name,
    startMs:
      nowMs -
      Math.round((index / names.length) ** 1.5 * DAYS * 24 * 60) * MINUTE_MS -
      (40 + index * 7) * MINUTE_MS,
    people: Math.round(people * (0.4 + ((index * 37) % 100) / 80)),
    failed: 0.02 + ((index * 13) % 7) / 100,
    read: 0.35 + ((index * 29) % 40) / 100,
  }))
}

/** Commits the reports of campaigns as if they had arrived one after the other until `nowMs`. The same seed, the same data. */
export async function seedCampaigns(
  store: StateStore,
  campaigns: readonly SeededCampaign[],
  nowMs: number,
  seed = 1,
): Promise<void> {
  const random = createRandom(seed)
  const reports = campaigns.flatMap((campaign, index) => reportsOf(campaign, index, random))
  const arrived = reports
    .filter(({ receivedAtMs }) => receivedAtMs <= nowMs)
    .sort((a, b) => a.receivedAtMs - b.receivedAtMs)
  for (let from = 0; from < arrived.length; from += BATCH) {
    await commitBatch(store, arrived.slice(from, from + BATCH), 'latest')
  }
}

function reportsOf(campaign: SeededCampaign, index: number, random: () => number): StatusReport[] {
  const { name, startMs, people, failed, read } = campaign
  const reports: StatusReport[] = []
  for (let person = 0; person < people; person += 1) {
    const id = `wamid.${index}x${person}`
    const phone = `+9198${String(10_000_000 + ((index * 7919 + person * 104_729) % 80_000)).padStart(8, '0')}`
    const sentMs = startMs + Math.floor(person / 20) * 1_000
    const say = (kind: StatusReport['kind'], atMs: number, over: Partial<StatusReport> = {}) =>
      reports.push({
        source: 'aisensy',
        ids: [id],
        kind,
        occurrence: { atMs: Math.floor(atMs / 1_000) * 1_000, estimated: false },
        receivedAtMs: atMs + 300 + Math.floor(random() * 900),
        phone,
        campaignName: name,
        ...over,
      })
    const pricing = {
      billable: true,
      model: 'PMP',
      type: 'regular',
      category: index % 3 === 1 ? 'utility' : 'marketing',
    }
    say('sent', sentMs, { pricing })
    const fate = random()
    const deliveryMs = 1_500 + 60_000 * random() ** 6 * (1 + 40 * random() ** 8)
    if (fate < failed) {
      const code = CODES[Math.floor(random() * CODES.length)] ?? '131026'
      say('failed', sentMs + 4_000, { failure: { code, title: TITLES[code] ?? 'Message undeliverable' } })
      // Now and then a failed one arrives after all.
      if (random() < 0.03) say('delivered', sentMs + 40_000)
    } else if (fate < 0.97) {
      say('delivered', sentMs + deliveryMs)
      if (random() < read) say('read', sentMs + deliveryMs + 20_000 + 3 * 3_600_000 * random() ** 3)
    }
  }
  return reports
}

/** Sets when campaigns began: their rows were made when their first reports were committed, which is now. */
export async function backdate(pool: Pool, campaigns: readonly SeededCampaign[]): Promise<void> {
  for (const { name, startMs } of campaigns) {
    const times = [name, new Date(startMs).toISOString(), new Date(startMs + 6 * 3_600_000).toISOString()]
    await pool.query(
      'UPDATE marketing_campaigns SET created_at = $2, updated_at = least(now(), $3::timestamptz) WHERE name = $1',
      times,
    )
  }
}

/** Numbers of 0 to 1 that follow from a seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
