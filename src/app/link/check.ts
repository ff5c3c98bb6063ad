import { findingsOf, type LinkFinding, type LinkProblems } from '../../domain/link/findings.ts'
import { habitsOf } from '../../domain/link/habits.ts'
import type { LinkState, LinkStore, TheirTables, Values } from '../../domain/link/ports.ts'
import { foundBy, LINKABLE, type Shape, type TableName } from '../../domain/link/shape.ts'
import { holdsTimes, timeFor } from '../../domain/link/times.ts'
import { type Habits, holdsWords, newMessage } from '../../domain/link/write-back.ts'
import { lookAtTable } from './look.ts'

/** An id as WhatsApp's are, and as long as its longer ones. */
const TRIAL_ID = `wamid.${'TRIAL'.repeat(12)}==`

export interface LinkCheck {
  readonly shapes: readonly Shape[]
  readonly findings: readonly LinkFinding[]
}

/** Says what linking the tables of a schema would and would not do: from the catalogue, and from writes that are rolled back. */
export async function checkLink(
  links: LinkStore,
  tables: TheirTables,
  schema: string,
  nowMs: number,
  newId: () => string,
): Promise<LinkCheck> {
  const shapes: Shape[] = []
  const findings: LinkFinding[] = []
  for (const table of LINKABLE) {
    const seen = await lookAtTable(links, tables, schema, table).catch(unreadable)
    if (seen === undefined) continue
    if (typeof seen === 'string') {
      findings.push({ table, state: 'refused', message: seen })
      continue
    }
    const { shape, sample } = seen
    shapes.push(shape)
    const habits = habitsOf(shape, sample)
    findings.push(...findingsOf(shape, habits))
    findings.push(...(await sharedIds(tables, shape)))
    for (const { values, key, about } of trialsOf(shape, habits, sample[0]?.key, nowMs, newId)) {
      const refusal = await tables.trial(shape, values, key)
      if (refusal !== undefined)
        findings.push({ table: shape.name, state: 'limit', message: `${about}: ${refusal}.` })
    }
  }
  return { shapes, findings }
}

/** Campaigns that cannot be told apart by what recipients name: the same id for two tenants. */
async function sharedIds(tables: TheirTables, shape: Shape): Promise<readonly LinkFinding[]> {
  const by = shape.name === 'marketing_campaigns' ? foundBy(shape) : undefined
  const shared = by === undefined ? undefined : await tables.sharedId(shape, by)
  if (by === undefined || shared === undefined) return []
  const message = `Several rows have the ${by.name} ${shared}, which is all that recipients name: they count as one campaign, with the recipients of all.`
  return [{ table: shape.name, state: 'limit', message }]
}

/** Looks at linked tables as they are now. */
export async function linkProblems(
  links: LinkStore,
  tables: TheirTables,
  { schema, tables: linked }: LinkState,
): Promise<LinkProblems> {
  const unusable = new Map<TableName, string>()
  const hiding: TableName[] = []
  for (const { name } of linked) {
    const seen = await lookAtTable(links, tables, schema, name).catch(unreadable)
    if (typeof seen === 'string') unusable.set(name, seen)
    else if (seen === undefined) unusable.set(name, 'It is not there any more.')
    else if (seen.shape.hidesRows) hiding.push(name)
  }
  return { unusable, hiding }
}

function unreadable(error: unknown): string {
  return `It cannot be read: ${messageOf(error)}.`
}

/** The server's own words: what is around them is ours. */
function messageOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message : String(cause)
}

interface Trial {
  /** Of the row that is updated; absent where one is inserted. */
  readonly key?: string
  readonly values: Values
  /** What cannot be done where it is refused. */
  readonly about: string
}

function trialsOf(
  shape: Shape,
  habits: Habits,
  key: string | undefined,
  nowMs: number,
  newId: () => string,
): readonly Trial[] {
  const trials: Trial[] = []
  if (shape.name === 'broadcasts_messages') {
    const time = `${new Date(nowMs).toISOString().slice(0, 19)}Z`
    const values = { message_id: TRIAL_ID, phone_number: '+919812345678', status: { sent: time } }
    const row = newMessage(shape, habits, { key: '', ids: [], values }, nowMs, newId())
    trials.push({ values: row, about: 'Messages that only webhooks know cannot be inserted' })
  }
  if (key === undefined) return trials
  const update = (role: string, value: unknown, about: string) => {
    const column = shape.roles.get(role)
    if (column === undefined || column.isGenerated || !column.mayUpdate) return
    trials.push({ key, values: { [column.name]: value }, about })
  }
  const status = shape.roles.get('status')
  if (
    shape.name !== 'marketing_campaigns' &&
    habits.form === 'word' &&
    status !== undefined &&
    holdsWords(status)
  )
    for (const word of new Set(habits.words.wordOf.values()))
      update('status', word, `status cannot become ${word}`)
  for (const [role, column] of shape.roles) {
    if (role.startsWith('messages_') && 'NS'.includes(column.category))
      update(role, column.category === 'S' ? '1' : 1, `${column.name} cannot be written`)
    if (/^(sent|delivered|read|failed)_at$/.test(role) && holdsTimes(column))
      update(role, timeFor(column, nowMs), `${column.name} cannot be written`)
  }
  return trials
}
