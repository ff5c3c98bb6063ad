import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { Pool } from 'pg'
import type { Registry } from 'prom-client'
import type { SendingApi } from '../adapters/http/api/sending/api.ts'
import type { Logger } from '../adapters/log/logger.ts'
import { createSendingMetrics } from '../adapters/metrics/sending-metrics.ts'
import type { Instrument } from '../adapters/postgres/connection/instrument.ts'
import type { Statements } from '../adapters/postgres/schema/statements.ts'
import { createAttemptStore } from '../adapters/postgres/sending/attempt-store.ts'
import { createPlanStore } from '../adapters/postgres/sending/plan-store.ts'
import { createScheduleStore } from '../adapters/postgres/sending/schedule-store.ts'
import type { Ticker } from '../app/async/ticker.ts'
import { follow } from '../app/sending/follow.ts'
import { runSchedules, type ScheduleOutcome } from '../app/sending/run-schedules.ts'
import { sendPlan } from '../app/sending/send-plan.ts'
import { createSendingUseCases } from '../app/sending/use-cases.ts'
import type { Config } from './config/config.ts'
import { sendRules } from './config/send-rules.ts'
import { createSender } from './sending-sender.ts'

export interface SendingParts {
  readonly config: Config
  readonly campaigns: SendingApi['campaigns']
  readonly log: Logger
  readonly pool: Pool
  readonly statements: Statements
  readonly instrument: Instrument
  readonly registry: Registry
  /** False while the database is away. */
  readonly reachable: () => boolean
  readonly onTick: Ticker
  readonly now: () => number
}

export interface Sending {
  readonly api: SendingApi
  /** No more requests; those under way are answered and recorded first. */
  stop(): Promise<void>
}

const DAY_MS = 24 * 60 * 60_000
/** More uncertain attempts than this are not counted one by one. */
const UNCERTAIN_COUNTED = 1_000

/** Sends by the API that SEND_VIA names the plans that people confirmed, and follows up what left. Nothing is planned or confirmed by itself but by SEND_SCHEDULES. */
export function startSending(parts: SendingParts): Sending {
  const { config, campaigns, log, pool, statements, instrument, now } = parts
  const sender = createSender(config, now)
  const perSecond = config.SEND_PER_SECOND
  const rule = config.STATUS_TIMESTAMP
  const plans = createPlanStore(pool, statements, instrument)
  const attempts = createAttemptStore(pool, statements, instrument)
  const number = sender === undefined ? undefined : { name: sender.name, perSecond }
  const api = {
    ...createSendingUseCases(plans, attempts, number, now),
    campaigns,
    rules: sendRules(config),
  }
  const stopping = new AbortController()
  const { signal } = stopping
  const keptDays = config.MESSAGE_RETENTION_DAYS
  if (keptDays !== undefined)
    parts.onTick(
      'everyMinute',
      async () => {
        if (parts.reachable()) await plans.expire(now() - keptDays * DAY_MS)
      },
      (err) => log.error({ err }, 'old plans could not be deleted; retried in a minute'),
      signal,
    )
  if (sender === undefined) return { api, stop: async () => stopping.abort() }

  const metrics = createSendingMetrics(parts.registry)
  const underWay = new Set<Promise<void>>()
  const job = (tick: 'everyFiveSeconds' | 'everyMinute', failed: string, work: () => Promise<void>) =>
    parts.onTick(
      tick,
      async () => {
        if (!parts.reachable()) return
        const working = work()
        underWay.add(working)
        await working.finally(() => underWay.delete(working))
      },
      (err) => log.error({ err }, failed),
      signal,
    )

  const schedules = config.SEND_SCHEDULES ?? []
  if (schedules.length > 0) log.info({ schedules: schedules.map(({ name }) => name) }, 'sends by schedule')
  const scheduleParts = {
    schedules,
    store: createScheduleStore(pool, statements, instrument),
    campaigns,
    sending: api,
    rules: api.rules,
  }
  job('everyMinute', 'schedule failed; retried at its next scheduled time', async () => {
    for (const outcome of await runSchedules(scheduleParts, now())) logOutcome(log, outcome)
  })

  const sendParts = {
    attempts,
    sender,
    perSecond,
    owner: randomUUID(),
    now,
    wait: (ms: number, until: AbortSignal) =>
      setTimeout(ms, undefined, { signal: until }).catch(() => undefined),
    onAnswer: metrics.answered,
    onUnrecorded: (err: unknown) => log.error({ err }, 'the answer to a message could not be recorded yet'),
  }
  job('everyFiveSeconds', 'plans could not be sent; retried in five seconds', async () => {
    for (const { id } of await plans.open(sender.name)) await sendPlan(sendParts, id, signal)
  })
  job('everyFiveSeconds', 'what was sent could not be followed up; retried in five seconds', async () => {
    const { expired, resolved, stopped } = await follow({ plans, attempts, sender, rule }, now(), signal)
    if (expired > 0) log.warn({ expired }, 'attempts are uncertain: the process that sent them is gone')
    if (resolved > 0) log.info({ resolved }, 'uncertain attempts were resolved by reports')
    for (const { hash, reason } of stopped)
      log.warn({ plan: hash.slice(0, 12), reason }, 'a plan was stopped after its first wave')
    const numbers = await attempts.numbers()
    const ours = numbers.find((one) => one.sender === sender.name)
    metrics.looked(await attempts.uncertain(UNCERTAIN_COUNTED), ours, now())
  })
  return {
    api,
    async stop() {
      stopping.abort()
      await Promise.allSettled(underWay)
    },
  }
}

function logOutcome(log: Logger, { schedule, campaign, ...outcome }: ScheduleOutcome): void {
  switch (outcome.kind) {
    case 'sent': {
      const { hash, people } = outcome
      log.info({ schedule, campaign, plan: hash.slice(0, 12), people }, 'a schedule sends')
      break
    }
    case 'nobody':
      log.info({ schedule, campaign }, 'a schedule found nobody to write to')
      break
    case 'refused':
      log.warn({ schedule, campaign, reason: outcome.reason }, 'a schedule sends nothing')
      break
    case 'failed':
      log.error(
        { schedule, campaign, err: outcome.error },
        'schedule failed; retried at its next scheduled time',
      )
  }
}
