import { type Differences, differ } from './compare.ts'
import { concludeFrom } from './facts.ts'
import type { Replicas } from './replicas.ts'
import type { Model } from './state.ts'
import { breakdownsOf, countersOf } from './sums.ts'

interface CampaignAnswer {
  readonly counters: Readonly<Record<string, number>>
  readonly failures: readonly { readonly code: string; readonly recipients: number }[]
}

/** Compares what the API answers, analytics among it, on either replica. */
export async function compareAnswers(
  model: Model,
  replicas: Replicas,
  differences: Differences,
): Promise<void> {
  const breakdowns = breakdownsOf(model)
  for (const [id, due] of countersOf(model)) {
    const path = `/campaigns/${encodeURIComponent(id)}`
    const campaign = (await replicas.api(0, path)) as CampaignAnswer
    const failures = campaign.failures.map(({ code, recipients }) => [code, recipients] as const)
    const dueFailures = Object.entries(breakdowns).flatMap(([key, n]) =>
      key.startsWith(`${id} f`) ? [[key.slice(id.length + 2), n] as const] : [],
    )
    const verified = (await replicas.api(1, `${path}/verify`)) as { agrees: boolean }
    differ(differences, `GET ${path}`, {
      ...(!(due.recipients === 0 && model.overwritten.has(id)) && {
        counters: [pick(campaign.counters, Object.keys(due)), due] as const,
      }),
      failures: [Object.fromEntries(failures), Object.fromEntries(dueFailures)],
      'of verify': [verified.agrees, true],
    })
    for (const status of ['pending', 'sent', 'delivered', 'read', 'failed']) {
      const page = (await replicas.api(1, `${path}/recipients?status=${status}&limit=500`)) as {
        recipients: unknown[]
      }
      const rows = [...model.rows].filter((row) => row.campaign === id && row.status === status)
      differ(differences, `GET ${path}/recipients?status=${status}`, {
        length: [page.recipients.length, rows.length],
      })
    }
  }
  await compareAnalytics(model, replicas, differences)
  for (const message of [...model.messages].slice(0, 3)) {
    for (const id of message.ids) {
      const answer = (await replicas.api(0, `/messages/${encodeURIComponent(id)}`)) as { status?: string }
      differ(differences, `GET /messages/${id}`, {
        status: [answer.status, concludeFrom(message.facts).status],
      })
    }
  }
}

async function compareAnalytics(model: Model, replicas: Replicas, differences: Differences): Promise<void> {
  const all = [...model.messages, ...model.expired]
    .filter(({ createdAt }) => createdAt !== undefined)
    .map((message) => ({ message, conclusion: concludeFrom(message.facts) }))
  const rate = (await answerOf(replicas, 0, 'delivery-rate'))[0] ?? {}
  differ(differences, 'analytics delivery-rate', {
    messages: [Number(rate.messages), all.length],
    delivered: [
      Number(rate.delivered),
      all.filter(({ conclusion }) => conclusion.times.delivered !== undefined).length,
    ],
    failed: [Number(rate.failed), all.filter(({ conclusion }) => conclusion.status === 'failed').length],
  })
  const byCampaign: Record<string, number> = {}
  for (const { message } of all) {
    if (message.countedIn !== '') byCampaign[message.countedIn] = (byCampaign[message.countedIn] ?? 0) + 1
  }
  const rows = await answerOf(replicas, 1, 'by-campaign')
  differ(differences, 'analytics by-campaign', {
    messages: [Object.fromEntries(rows.map((row) => [row.campaign_id, Number(row.messages)])), byCampaign],
  })
}

async function answerOf(
  replicas: Replicas,
  replica: 0 | 1,
  question: string,
): Promise<Record<string, unknown>[]> {
  const answer = (await replicas.api(replica, `/analytics/${question}?window=all`)) as {
    rows: Record<string, unknown>[]
  }
  return answer.rows
}

function pick(
  values: Readonly<Record<string, number>>,
  keys: readonly string[],
): Record<string, number | undefined> {
  return Object.fromEntries(keys.map((key) => [key, values[key]]))
}
