import { readSqlHeader, valuesOfKey } from '../text/sql-header.ts'

/** What a column holds; times are ISO 8601 in UTC, dates are days of the answer's time zone. */
export const UNITS = [
  'count',
  'percent',
  'seconds',
  'minutes',
  'hour',
  'time',
  'date',
  'text',
  'json',
] as const
export type Unit = (typeof UNITS)[number]

export interface Column {
  readonly name: string
  readonly unit: Unit
  readonly meaning: string
}

/** What a question may be asked with; `from` and `to` follow from the window, `now` from the clock. */
export const PARAMETERS = [
  'from',
  'to',
  'campaign',
  'zone',
  'phone',
  'limit',
  'minutes',
  'hours',
  'days',
  'step',
  'now',
] as const
export type Parameter = (typeof PARAMETERS)[number]

/** A question that analytics answers: a file of `sql/analytics/questions`, as its header describes it. */
export interface Question {
  readonly name: string
  /** What is answered, in a sentence or two. */
  readonly description: string
  /** In the order in which the SQL takes them. */
  readonly parameters: readonly Parameter[]
  readonly columns: readonly Column[]
  /** What rates and shares are of. */
  readonly denominator: string
  /** The window where none is asked for: "24h", "30d", "all". */
  readonly defaultWindow: string
  /** Its window begins with a whole day, or a whole step, of the zone. */
  readonly begins?: 'day' | 'step'
  /** The column that a picture shows. */
  readonly bars?: string
  /** True where the answer is made anew in the background and can be minutes old. */
  readonly refreshed: boolean
}

/** The parameters of a question; those left out have defaults. */
export interface QuestionInput {
  /** "24h", "7d", "90m" up to now, or "all". */
  readonly window?: string | undefined
  readonly fromMs?: number | undefined
  readonly toMs?: number | undefined
  readonly campaign?: string | undefined
  /** An IANA name, such as "Asia/Kolkata". */
  readonly zone?: string | undefined
  /** "+" and digits. */
  readonly phone?: string | undefined
  readonly limit?: number | undefined
  readonly minutes?: number | undefined
  readonly hours?: number | undefined
  readonly days?: number | undefined
  readonly step?: 'hour' | 'day' | undefined
}

/** A value of an answer: numbers for figures, text for everything else but JSON. */
export type Cell = number | string | null | object
export type Row = Readonly<Record<string, Cell>>

/** An answer, with all that is needed to read it. */
export interface QuestionResult {
  readonly question: string
  readonly description: string
  /** From, up to (exclusive); null where all times are asked about. */
  readonly window: { readonly from: string; readonly to: string } | null
  readonly zone: string
  /** The campaign asked about; null for all messages. */
  readonly campaign: string | null
  readonly denominator: string
  /** The moment whose data this is, and how long ago that was. */
  readonly as_of: string
  readonly age_seconds: number
  readonly columns: readonly Column[]
  readonly rows: readonly Row[]
}

/** The value bound for each parameter. */
export type Values = Readonly<Partial<Record<Parameter, string | number>>>

/** Windows, in days, for which the most engaged recipients are kept. */
export const ENGAGED_DAYS = [1, 7, 30] as const

/**
 * Reads the header of a file of `sql/analytics/questions`: prose, then `--! key: value` lines.
 *
 * @throws Error naming the file and what its header lacks
 */
export function parseQuestion(name: string, text: string): Question {
  const header = readSqlHeader(text)
  const values = (key: string) => valuesOfKey(header, key)
  const one = (key: string) => {
    const [value] = values(key)
    if (value === undefined)
      throw new Error(`sql/analytics/questions/${name}.sql: the header lacks "--! ${key}: …".`)
    return value
  }
  const [bars] = values('bars')
  const [begins] = values('begins').map((value) => known(['day', 'step'] as const, value, name))
  return {
    name,
    description: header.prose,
    parameters: one('params')
      .split(', ')
      .map((parameter) => known(PARAMETERS, parameter, name)),
    columns: values('column').map((value) => {
      const [column = '', unit = '', ...meaning] = value.split(' ')
      return { name: column, unit: known(UNITS, unit, name), meaning: meaning.join(' ') }
    }),
    denominator: one('denominator'),
    defaultWindow: values('window')[0] ?? 'all',
    ...(bars !== undefined && { bars }),
    ...(begins !== undefined && { begins }),
    refreshed: values('refreshed').length > 0,
  }
}

function known<T extends string>(set: readonly T[], value: string, name: string): T {
  const found = set.find((item) => item === value)
  if (found === undefined) {
    throw new Error(`sql/analytics/questions/${name}.sql: "${value}" is not one of ${set.join(', ')}.`)
  }
  return found
}

/** A question about a campaign that is not there: zeros would look like an answer. */
export class UnknownCampaignError extends Error {
  override readonly name = 'UnknownCampaignError'
}
