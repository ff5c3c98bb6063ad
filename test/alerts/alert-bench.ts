import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { createAlertActions } from '../../src/adapters/postgres/alerts/alert-actions.ts'
import { createAlertStore } from '../../src/adapters/postgres/alerts/alert-store.ts'
import { createOutbox } from '../../src/adapters/postgres/alerts/outbox.ts'
import { createRuleRunner, detailNames } from '../../src/adapters/postgres/alerts/rule-runner.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { deliver } from '../../src/app/alerts/deliver.ts'
import { evaluateDue } from '../../src/app/alerts/evaluate.ts'
import { writeAlertMail } from '../../src/app/alerts/mails/alert-mail.ts'
import { createNotificationWriter } from '../../src/app/alerts/notification-writer.ts'
import { readRules } from '../../src/app/alerts/rules.ts'

import type { MailContent, SendResult } from '../../src/domain/alerts/mail.ts'
import type { Audience } from '../../src/domain/alerts/mail-plan.ts'
import type {
  AlertStore,
  Channels,
  Mailer,
  Outbox,
  RuleRunner,
  SecondChannel,
} from '../../src/domain/alerts/ports.ts'
import type { QuietHours } from '../../src/domain/alerts/quiet-hours.ts'
import type { Rule } from '../../src/domain/alerts/rule.ts'
import { createTestDatabase, emptyTables } from '../support/postgres.ts'
import { MINUTE_MS, ORIGIN, START_MS } from './builders.ts'

export interface SentMail {
  readonly messageId: string
  readonly recipient: string
  readonly content: MailContent
  readonly atMs: number
}

/** The alerting on a real database, with a clock that the test turns and a mail server that it may stop. */
export interface AlertBench {
  readonly url: string
  readonly pool: pg.Pool
  readonly store: AlertStore
  readonly outbox: Outbox
  readonly actions: ReturnType<typeof createAlertActions>
  readonly runner: ReturnType<typeof createRuleRunner>
  readonly sent: SentMail[]
  nowMs: number
  /** What the mail server does; sends where it is not set. */
  answer: ((mail: SentMail) => SendResult) | undefined
  /** Channels that alerts go to beside the mail, and who hears of what; nobody but the one address where it is not set. */
  channels: Channels | undefined
  audience: Audience | undefined
  quietHours: QuietHours | undefined
  /** Where alerts go when mail has failed for too long; nowhere where it is not set. */
  secondChannel: SecondChannel | undefined
  /** Goes on by so much, then evaluates and delivers as a replica would. */
  tick(rules: readonly Rule[], byMs?: number): Promise<void>
  evaluate(rules: readonly Rule[]): Promise<void>
  /** Evaluates one rule at each of so many minutes, with a runner of the test's own. */
  evaluateWith(runner: Pick<RuleRunner, 'ask'>, rule: Rule, minutes: number): Promise<void>
  deliver(): Promise<void>
  /** Empties every table. */
  clear(): Promise<void>
  close(): Promise<void>
}

/** `detour` may change the way to the database. */
export async function openAlertBench(
  detour: (url: URL) => Promise<void> = async () => undefined,
): Promise<AlertBench> {
  const database = await createTestDatabase()
  const way = new URL(database.url)
  await detour(way)
  const pool = new pg.Pool({ connectionString: way.href, max: 6 })
  // The database is dropped by force while the last connection may still be closing.
  pool.on('error', () => undefined)
  const statements = loadStatements(AS_WRITTEN)
  const now = async () => bench.nowMs
  const store = { ...createAlertStore(pool, statements), now }
  const outbox = createOutbox(pool, statements)
  const runner = createRuleRunner(pool, loadStatements(AS_WRITTEN))
  const mailer: Mailer = {
    async send(mail) {
      const sent = { ...mail, atMs: bench.nowMs }
      const result = bench.answer?.(sent) ?? { kind: 'sent' }
      if (result.kind === 'sent') bench.sent.push(sent)
      return result
    },
    close: () => undefined,
  }
  const evaluate = (asked: Pick<RuleRunner, 'ask'>, rules: readonly Rule[]) =>
    evaluateDue({
      store,
      runner: asked,
      rules,
      meter: { evaluated: () => undefined },
      notified: new Map(),
      onProblem: () => undefined,
    })
  const bench: AlertBench = {
    url: database.url,
    pool,
    store,
    outbox,
    actions: createAlertActions(pool, statements),
    runner,
    sent: [],
    nowMs: START_MS,
    answer: undefined,
    channels: undefined,
    audience: undefined,
    quietHours: undefined,
    secondChannel: undefined,
    evaluate: (rules) => evaluate(runner, rules),
    async evaluateWith(own, rule, minutes) {
      for (let minute = 0; minute < minutes; minute++, bench.nowMs += MINUTE_MS) await evaluate(own, [rule])
    },
    deliver: () =>
      deliver({
        outbox,
        mailer,
        audience: bench.audience ?? (() => ['oncall@example.org']),
        ...(bench.channels !== undefined && { channels: bench.channels }),
        ...(bench.quietHours !== undefined && { quietHours: bench.quietHours }),
        writeNotification: createNotificationWriter({
          rule: () => undefined,
          linkKey: async () => 'key',
          origin: ORIGIN,
        }),
        write: async (plan, nowMs) => writeAlertMail(plan, () => undefined, ORIGIN, nowMs),
        domain: 'example.org',
        now,
        meter: { mail: () => undefined },
        onProblem: () => undefined,
        ...(bench.secondChannel !== undefined && { secondChannel: bench.secondChannel }),
      }),
    async tick(rules, byMs = MINUTE_MS) {
      bench.nowMs += byMs
      await bench.evaluate(rules)
      await bench.deliver()
    },
    async clear() {
      await emptyTables(pool)
      bench.sent.length = 0
      bench.nowMs = START_MS
      bench.answer = undefined
      bench.channels = undefined
      bench.audience = undefined
      bench.quietHours = undefined
      bench.secondChannel = undefined
    },
    async close() {
      await pool.end()
      await database.drop()
    },
  }
  return bench
}

const RULES_FOLDER = fileURLToPath(new URL('../../sql/alerts/rules/', import.meta.url))

/** The rules that ship. */
export function shippedRules(): readonly Rule[] {
  const files = readdirSync(RULES_FOLDER).map((file) => ({
    name: file.replace('.sql', ''),
    text: readFileSync(RULES_FOLDER + file, 'utf8'),
  }))
  const { rules, problems } = readRules(files, [], detailNames())
  if (problems.length > 0) throw new Error(problems.join('\n'))
  return rules
}

export function shippedRule(name: string): Rule {
  const rule = shippedRules().find((one) => one.name === name)
  if (rule === undefined) throw new Error(`There is no rule ${name}.`)
  return rule
}
