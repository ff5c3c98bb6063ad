import type { Period } from '../../domain/alerts/period.ts'
import type { FigureTable, RuleRunner } from '../../domain/alerts/ports.ts'
import type { RestingCampaign } from '../../domain/alerts/resting-campaign.ts'
import { daysOfSpan, hourOfDay, hoursOfSpan } from '../../domain/alerts/zone.ts'
import type { AnalyticsStore } from '../../domain/analytics/ports.ts'
import type { Cell, QuestionInput, Row } from '../../domain/analytics/question.ts'
import { answerQuestion } from '../analytics/answer.ts'
import type { Totals } from './mails/comparison.ts'
import type { SummaryFigures } from './mails/summary-mail.ts'

export interface SummarySources {
  /** Figures come from the questions of analytics, so that a mail says what API, pages and command line say. */
  readonly analytics: AnalyticsStore
  /** What is not a question: words of failures, and what the alert rules did. */
  readonly runner: Pick<RuleRunner, 'summaryTable'>
}

const MAX_FAILURE_CODES = 10
const MAX_BEST_HOURS = 3
const MAX_WORST_CAMPAIGNS = 5
/** A rate of fewer messages says little. */
const MIN_CAMPAIGN_MESSAGES = 10
/** More campaigns in one period than this are not compared. */
const MAX_CAMPAIGNS = 10_000

type Ask = (question: string, input?: QuestionInput) => Promise<readonly Row[]>

/**
 * The figures of a summary, one question after the other: it must not take the rules' connections.
 *
 * @throws what the sources throw
 */
export async function gatherFigures(
  sources: SummarySources,
  period: Period,
  nowMs: number,
): Promise<SummaryFigures> {
  const { zone } = period
  const span = { fromMs: period.startMs, toMs: period.endMs, zone }
  const before = { fromMs: period.previousStartMs, toMs: period.startMs, zone }
  const ask = askerOf(sources, span, nowMs)
  return {
    totals: await totalsOf(sources, span, nowMs),
    before: await totalsOf(sources, before, nowMs),
    chart: period.cadence === 'daily' ? await messagesByHour(ask, period) : await ratesByDay(ask, period),
    campaigns: await worstCampaigns(ask),
    failures: await failuresByCode(ask, await sources.runner.summaryTable('failure-titles', span)),
    bestHours: await bestHours(ask),
    alerts: await sources.runner.summaryTable('alerts', span),
  }
}

interface Span {
  readonly fromMs: number
  readonly toMs: number
  readonly zone: string
}

function askerOf({ analytics }: SummarySources, span: Span, nowMs: number): Ask {
  return async (name, input) => {
    const question = analytics.questions.find((one) => one.name === name)
    if (question === undefined) throw new Error(`There is no sql/analytics/questions/${name}.sql.`)
    return (await answerQuestion(analytics, question, { ...input, ...span }, nowMs)).rows
  }
}

async function totalsOf(sources: SummarySources, span: Span, nowMs: number): Promise<Totals> {
  const ask = askerOf(sources, span, nowMs)
  const days = await ask('daily-dashboard')
  const sum = (column: string) => days.reduce((total, day) => total + (numberOf(day[column]) ?? 0), 0)
  const [messages, delivered, read] = [sum('total_messages'), sum('delivered'), sum('read')]
  const [mean] = await ask('average-delivery-time')
  const [deliveryTimes] = await ask('delivery-times')
  const [readTimes] = await ask('read-times')
  const [replies] = await ask('reply-rate')
  const [replyTimes] = await ask('response-times')
  const [[optedOut] = []] = (await sources.runner.summaryTable('opt-outs', span)).rows
  return {
    messages,
    sent: sum('sent'),
    delivered,
    read,
    failed: sum('failed'),
    delivery_rate: percentOf(delivered, messages),
    read_rate: percentOf(read, delivered),
    failure_rate: percentOf(sum('failed'), messages),
    delivery_mean_seconds: rounded(mean?.avg_delivery_seconds),
    delivery_p50_seconds: numberOf(deliveryTimes?.p50),
    delivery_p95_seconds: numberOf(deliveryTimes?.p95),
    read_p50_seconds: numberOf(readTimes?.p50),
    read_p95_seconds: numberOf(readTimes?.p95),
    replied: numberOf(replies?.replied),
    reply_rate: rounded(replies?.reply_rate),
    reply_p50_seconds: numberOf(replyTimes?.p50),
    opted_out: numberOf(optedOut),
  }
}

/** A bar for each hour of the day, also for those without messages. */
async function messagesByHour(ask: Ask, { startMs, endMs, zone }: Period): Promise<FigureTable> {
  const messages = new Map(hoursOfSpan(zone, startMs, endMs).map((hour) => [hour, 0]))
  for (const row of await ask('hourly-volume')) {
    const hour = hourOfDay(zone, Date.parse(String(row.hour)))
    messages.set(hour, (messages.get(hour) ?? 0) + Number(row.messages_sent))
  }
  return { columns: ['hour', 'messages'], rows: [...messages].map(([hour, count]) => [clock(hour), count]) }
}

/** A bar for each day, also for those without messages. */
async function ratesByDay(ask: Ask, { startMs, endMs, zone }: Period): Promise<FigureTable> {
  const days = new Map((await ask('daily-dashboard')).map((row) => [row.date, row]))
  return {
    columns: ['day', 'messages', 'delivered %', 'read %'],
    rows: daysOfSpan(zone, startMs, endMs).map((date) => {
      const row = days.get(date)
      return [
        dayName(date),
        numberOf(row?.total_messages) ?? 0,
        rounded(row?.delivery_rate),
        rounded(row?.read_rate),
      ]
    }),
  }
}

async function worstCampaigns(ask: Ask): Promise<FigureTable> {
  const rows = (await ask('by-campaign', { limit: MAX_CAMPAIGNS }))
    .filter((row) => Number(row.messages) >= MIN_CAMPAIGN_MESSAGES)
    .sort(
      (a, b) => Number(a.delivery_rate) - Number(b.delivery_rate) || Number(b.messages) - Number(a.messages),
    )
    .slice(0, MAX_WORST_CAMPAIGNS)
  return {
    columns: ['campaign', 'messages', 'delivered %', 'read %'],
    rows: rows.map((row) => [
      String(row.name ?? row.campaign_id),
      numberOf(row.messages),
      rounded(row.delivery_rate),
      rounded(row.read_rate),
    ]),
  }
}

/** Why messages of one campaign failed, since its first. @throws what the sources throw */
export async function failuresOfCampaign(
  sources: SummarySources,
  { id, firstMs }: Pick<RestingCampaign, 'id' | 'firstMs'>,
  zone: string,
  nowMs: number,
): Promise<FigureTable> {
  const span = { fromMs: firstMs, toMs: nowMs, zone }
  const ask = askerOf(sources, span, nowMs)
  return failuresByCode(
    (name) => ask(name, { campaign: id }),
    await sources.runner.summaryTable('failure-titles', span),
  )
}

async function failuresByCode(ask: Ask, titles: FigureTable): Promise<FigureTable> {
  const titleOf = new Map(titles.rows.map(([code, title = null]) => [code, title]))
  const rows = (await ask('failures-by-code')).slice(0, MAX_FAILURE_CODES)
  return {
    columns: ['code', 'title', 'messages', '% of failures'],
    rows: rows.map((row) => {
      const code = String(row.code)
      return [code, titleOf.get(code) ?? null, numberOf(row.failed), rounded(row.share_of_failures)]
    }),
  }
}

/** In the order of the question: the lower end of each rate's interval, so that three lucky messages do not win. */
async function bestHours(ask: Ask): Promise<FigureTable> {
  const rows = (await ask('best-hour')).slice(0, MAX_BEST_HOURS)
  return {
    columns: ['sent at', 'delivered', 'read %'],
    rows: rows.map((row) => [
      clock(Number(row.hour_of_day)),
      numberOf(row.total_messages),
      rounded(row.read_rate),
    ]),
  }
}

function numberOf(cell: Cell | undefined): number | null {
  return typeof cell === 'number' ? cell : null
}

/** With one digit behind the point. */
function rounded(cell: Cell | undefined): number | null {
  return typeof cell === 'number' ? Math.round(cell * 10) / 10 : null
}

function percentOf(part: number, whole: number): number | null {
  return whole === 0 ? null : rounded((100 * part) / whole)
}

/** "09:00". */
function clock(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`
}

/** "Mon 02 Mar" for "2026-03-02". */
function dayName(date: string): string {
  const format = { timeZone: 'UTC', weekday: 'short', day: '2-digit', month: 'short' } as const
  return new Date(`${date}T00:00Z`).toLocaleDateString('en-GB', format).replace(',', '')
}
