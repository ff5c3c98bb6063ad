import type { AnalyticsStore } from '../../domain/analytics/ports.ts'
import {
  type Cell,
  type Column,
  type Parameter,
  type Question,
  type QuestionInput,
  type QuestionResult,
  type Row,
  UnknownCampaignError,
  type Values,
} from '../../domain/analytics/question.ts'
import { isoOf } from '../../domain/text/iso.ts'
import { beginningWithWhole, type Window, windowOf } from './window.ts'

const DEFAULT_LIMIT = 100
const DEFAULT_MINUTES = 5
const DEFAULT_HOURS = 24
const DEFAULT_DAYS = 7
/** The longest window that is shown by the hour by default. */
const MAX_HOURLY_MS = 3 * 24 * 60 * 60_000

/**
 * Puts a question and says all that is needed to read the answer: window, denominator, age.
 *
 * @throws RangeError where the window asked for cannot be one; UnknownCampaignError
 */
export async function answerQuestion(
  store: AnalyticsStore,
  question: Question,
  input: QuestionInput,
  nowMs: number,
): Promise<QuestionResult> {
  const quarters = windowOf(question, input, nowMs)
  const step = input.step ?? (quarters.toMs - quarters.fromMs <= MAX_HOURLY_MS ? 'hour' : 'day')
  const asked = beginningWithWhole(question.begins === 'step' ? step : question.begins, input.zone, quarters)
  const values = valuesOf(asked, input, step, nowMs)
  if (input.campaign !== undefined && !(await store.hasCampaign(input.campaign)))
    throw new UnknownCampaignError('There is no campaign of this id.')
  const rows = await store.ask(question, values)
  const refreshed = question.refreshed ? await store.refreshed(Number(values.days)) : undefined
  const asOfMs = refreshed?.toMs ?? nowMs
  const window = question.parameters.includes('from') ? asked : refreshed
  return {
    question: question.name,
    description: question.description,
    window:
      window === undefined ? null : { from: isoOf(window.fromMs), to: isoOf(Math.min(window.toMs, nowMs)) },
    zone: input.zone ?? 'UTC',
    campaign: question.parameters.includes('campaign') ? (input.campaign ?? null) : null,
    denominator: question.denominator,
    as_of: isoOf(asOfMs),
    age_seconds: Math.round((nowMs - asOfMs) / 1000),
    columns: question.columns,
    rows: rows.map((row) => rowOf(question.columns, row)),
  }
}

function valuesOf(window: Window, input: QuestionInput, step: 'hour' | 'day', nowMs: number): Values {
  const values: Record<Parameter, string | number> = {
    from: isoOf(window.fromMs),
    to: isoOf(window.toMs),
    campaign: input.campaign ?? '',
    zone: input.zone ?? 'UTC',
    phone: input.phone ?? '',
    limit: input.limit ?? DEFAULT_LIMIT,
    minutes: input.minutes ?? DEFAULT_MINUTES,
    hours: input.hours ?? DEFAULT_HOURS,
    days: input.days ?? DEFAULT_DAYS,
    step,
    now: isoOf(nowMs),
  }
  return values
}

function rowOf(columns: readonly Column[], row: Readonly<Record<string, unknown>>): Row {
  return Object.fromEntries(columns.map((column) => [column.name, cellOf(column, row[column.name])]))
}

/** PostgreSQL's wide numbers come as text. */
function cellOf(column: Column, value: unknown): Cell {
  if (value === null || value === undefined) return null
  switch (column.unit) {
    case 'time':
      return value instanceof Date ? value.toISOString() : String(value)
    case 'date':
    case 'text':
      return String(value)
    case 'json':
      return typeof value === 'object' ? value : String(value)
    default:
      return Number(value)
  }
}
