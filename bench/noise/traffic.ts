import { addToHistogram, timeBin } from '../../src/domain/analytics/time-bins.ts'
import { createRandom } from '../../test/system/chaos/random.ts'
import type { Incident } from './incidents.ts'
import type { Fate, Mixture } from './mixtures.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

export interface CohortSums {
  messages: number
  delivered: number
  failed: number
  outOfReach: number
  underway: number
}

export interface RollupSums {
  messages: number
  sent: number
  delivered: number
  read: number
  failed: number
  outOfReach: number
  readonly deliveryTimes: number[]
}

export interface MinuteSums {
  accepted: number
  unauthorized: number
  reads: number
  slowQueries: number
}

/** What the tables that rules read would hold. Keys are times in milliseconds. */
export interface Traffic {
  readonly cohorts: Map<string, CohortSums & { readonly bucketMs: number; readonly knownMs: number }>
  readonly rollups: Map<string, RollupSums & { readonly campaign: string; readonly bucketMs: number }>
  readonly minutes: Map<number, MinuteSums>
  readonly campaigns: Map<string, number>
  /** When each incident could be seen: more than ten of its messages were old enough. */
  readonly visibleMs: Map<Incident, number>
}

/** So many messages of an incident make it visible. */
const VISIBLE_MESSAGES = 10

/** Simulates every message and report from `fromMs` until `toMs`, and keeps what the rules' tables would hold. */
export function simulateTraffic(
  mixture: Mixture,
  seed: number,
  fromMs: number,
  toMs: number,
  incidents: readonly Incident[] = [],
): Traffic {
  const random = createRandom(seed)
  const traffic: Traffic = {
    cohorts: new Map(),
    rollups: new Map(),
    minutes: new Map(),
    campaigns: new Map(),
    visibleMs: new Map(),
  }
  for (let minuteMs = fromMs; minuteMs < toMs; minuteMs += MINUTE_MS) minuteOf(traffic, minuteMs)
  const hit = new Map<Incident, number>()
  const send = (atMs: number, campaign: string) => {
    const fate = drawFate(mixture.fate, random)
    const incident = incidents.find((one) => one.fromMs <= atMs && atMs < one.toMs && random() < one.share)
    if (incident !== undefined) {
      const count = (hit.get(incident) ?? 0) + 1
      hit.set(incident, count)
      if (count === VISIBLE_MESSAGES + 1) traffic.visibleMs.set(incident, atMs + incident.visibleAfterMs)
    }
    record(traffic, atMs, campaign, incident === undefined ? fate : incident.change(fate, atMs), incidents)
  }
  for (let dayMs = fromMs; dayMs < toMs; dayMs += DAY_MS) {
    mixture.hourly.forEach((perHour, hour) => {
      const startMs = dayMs + hour * HOUR_MS
      for (let t = gap(random, perHour); t < HOUR_MS; t += gap(random, perHour)) send(startMs + t, '')
    })
    mixture.campaigns.forEach(({ days, hour, size, minutes }, index) => {
      if (!days.includes(new Date(dayMs).getUTCDay())) return
      const startMs = dayMs + (hour + random()) * HOUR_MS
      const id = `${new Date(dayMs).toISOString().slice(0, 10)}-${index}`
      for (let i = 0; i < size; i++) send(startMs + (i / size) * minutes * MINUTE_MS, id)
    })
  }
  for (const incident of incidents) slowDown(traffic, incident)
  return traffic
}

/** What becomes of one message: times after it was sent. */
export interface Outcome {
  readonly deliveredAfterMs?: number
  readonly readAfterMs?: number
  readonly failedAfterMs?: number
  readonly outOfReach: boolean
}

function drawFate(fate: Fate, random: () => number): Outcome {
  let draw = random()
  if (draw < fate.outOfReach) return { failedAfterMs: 2_000, outOfReach: true }
  draw -= fate.outOfReach
  if (draw < fate.failed) return { failedAfterMs: 3_000, outOfReach: false }
  draw -= fate.failed
  if (draw < fate.never) return { outOfReach: false }
  draw -= fate.never
  const deliveredAfterMs =
    draw < fate.off ? logNormal(random, 3 * HOUR_MS, 1.5) : logNormal(random, 2_500, 0.8)
  const reads = random() < fate.read
  return {
    deliveredAfterMs,
    ...(reads && { readAfterMs: deliveredAfterMs + logNormal(random, 40 * MINUTE_MS, 1.6) }),
    outOfReach: false,
  }
}

function record(
  traffic: Traffic,
  atMs: number,
  campaign: string,
  outcome: Outcome,
  incidents: readonly Incident[],
): void {
  const arrives = (afterMs: number | undefined) =>
    afterMs !== undefined && webhook(traffic, atMs + afterMs, incidents)
  const heard = webhook(traffic, atMs + 1_000, incidents)
  const delivered = arrives(outcome.deliveredAfterMs)
  const failed = arrives(outcome.failedAfterMs)
  const read = arrives(outcome.readAfterMs)
  if (read) minuteOf(traffic, atMs + (outcome.readAfterMs ?? 0)).reads++
  // Where the report of the sending is lost, the message is first heard of with the next one: for rules, not at all.
  if (!heard) return
  const knownAt = (knownMs: number) => joinedInAt(knownMs, incidents)
  cohortAt(traffic, atMs, knownAt(atMs), { messages: 1, underway: 1 })
  if (delivered)
    cohortAt(traffic, atMs, knownAt(atMs + (outcome.deliveredAfterMs ?? 0)), { delivered: 1, underway: -1 })
  if (failed)
    cohortAt(traffic, atMs, knownAt(atMs + (outcome.failedAfterMs ?? 0)), {
      failed: 1,
      underway: -1,
      outOfReach: outcome.outOfReach ? 1 : 0,
    })
  for (const id of campaign === '' ? [''] : ['', campaign]) {
    const sums = rollupOf(traffic, id, atMs)
    sums.messages++
    sums.sent++
    if (delivered) {
      sums.delivered++
      addToHistogram(sums.deliveryTimes, timeBin(Math.round(outcome.deliveredAfterMs ?? 0)), 1)
    }
    if (read) sums.read++
    if (failed) sums.failed++
    if (failed && outcome.outOfReach) sums.outOfReach++
  }
  if (campaign !== '') traffic.campaigns.set(campaign, atMs)
}

/** When a report is joined in: where the database is away, when it is back. */
function joinedInAt(arrivedMs: number, incidents: readonly Incident[]): number {
  const away = incidents.find(
    ({ databaseAway, fromMs, toMs }) => databaseAway === true && fromMs <= arrivedMs && arrivedMs < toMs,
  )
  return away?.toMs ?? arrivedMs
}

/** Whether a webhook that is sent at this time is let in. */
function webhook(traffic: Traffic, atMs: number, incidents: readonly Incident[]): boolean {
  const cut = incidents.find(
    ({ webhooks, fromMs, toMs }) => webhooks !== undefined && fromMs <= atMs && atMs < toMs,
  )
  if (cut?.webhooks === 'none') return false
  const minute = minuteOf(traffic, atMs)
  if (cut?.webhooks === 'refused') minute.unauthorized++
  else minute.accepted++
  return cut === undefined
}

function slowDown(traffic: Traffic, { slowQueries, fromMs, toMs }: Incident): void {
  if (slowQueries === undefined) return
  for (let minuteMs = fromMs; minuteMs < toMs; minuteMs += MINUTE_MS)
    minuteOf(traffic, minuteMs).slowQueries += slowQueries
}

function cohortAt(traffic: Traffic, heardMs: number, knownMs: number, more: Partial<CohortSums>): void {
  const bucketMs = floor(heardMs, 5 * MINUTE_MS)
  const ageMs = knownMs - bucketMs
  if (ageMs > 26 * HOUR_MS) return
  const step = ageMs < HOUR_MS ? 5 * MINUTE_MS : ageMs < 6 * HOUR_MS ? 30 * MINUTE_MS : 2 * HOUR_MS
  const known = floor(knownMs, step)
  const key = `${bucketMs} ${known}`
  let sums = traffic.cohorts.get(key)
  if (sums === undefined) {
    sums = { bucketMs, knownMs: known, messages: 0, delivered: 0, failed: 0, outOfReach: 0, underway: 0 }
    traffic.cohorts.set(key, sums)
  }
  for (const name of ['messages', 'delivered', 'failed', 'outOfReach', 'underway'] as const)
    sums[name] += more[name] ?? 0
}

function rollupOf(traffic: Traffic, campaign: string, atMs: number): RollupSums {
  const bucketMs = floor(atMs, 15 * MINUTE_MS)
  const key = `${bucketMs} ${campaign}`
  let sums = traffic.rollups.get(key)
  if (sums === undefined) {
    sums = {
      campaign,
      bucketMs,
      messages: 0,
      sent: 0,
      delivered: 0,
      read: 0,
      failed: 0,
      outOfReach: 0,
      deliveryTimes: [],
    }
    traffic.rollups.set(key, sums)
  }
  return sums
}

function minuteOf(traffic: Traffic, atMs: number): MinuteSums {
  const minuteMs = floor(atMs, MINUTE_MS)
  let sums = traffic.minutes.get(minuteMs)
  if (sums === undefined) {
    sums = { accepted: 0, unauthorized: 0, reads: 0, slowQueries: 0 }
    traffic.minutes.set(minuteMs, sums)
  }
  return sums
}

const floor = (atMs: number, stepMs: number) => Math.floor(atMs / stepMs) * stepMs

/** The time until the next message of a Poisson stream. */
function gap(random: () => number, perHour: number): number {
  return perHour === 0 ? Number.POSITIVE_INFINITY : (-Math.log(1 - random()) * HOUR_MS) / perHour
}

function logNormal(random: () => number, medianMs: number, sigma: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return medianMs * Math.exp(sigma * normal)
}
