import type { Status } from '../messages/conclusion.ts'
import type { OwnRow, TheirRow, Values } from './ports.ts'
import { jsonIn, same, wordOfKinds } from './rows.ts'
import type { Column, Role, Shape, TableName } from './shape.ts'
import { holdsTimes, sameTime, timeFor, timeOf } from './times.ts'
import { statusOfWord, type Vocabulary } from './words.ts'

/** How a status column of messages holds its value. */
export type StatusForm = 'json' | 'json-text' | 'word'

/** What is known of their tables beyond the catalogue, from the rows that are there. */
export interface Habits {
  readonly words: Vocabulary
  readonly form: StatusForm
}

/** A table of theirs, and what is known of it. */
export interface LinkedShape {
  readonly shape: Shape
  readonly habits: Habits
}

/** Whether a status can be written to a column: as JSON, as text, or as one of an enum's words. */
export function holdsWords({ category, type }: Column): boolean {
  return 'SE'.includes(category) || type === 'json' || type === 'jsonb'
}

/** The roles that are written to rows that are there; the rest is read alone. */
export function isWrittenRole(table: TableName, role: Role): boolean {
  if (table === 'marketing_campaigns') return role.startsWith('messages_')
  return role === 'status' || role === 'failure_code' || /^(sent|delivered|read|failed)_at$/.test(role)
}

/** Whether the role may write anything to their table: only then it may lock rows, too. */
export function isWritten({ name, roles }: Shape): boolean {
  return [...roles].some(([role, column]) => isWrittenRole(name, role) && column.mayUpdate)
}

/** Whether messages that only webhooks know become rows of theirs. */
export function isInserted({ name, roles }: Shape): boolean {
  return name === 'broadcasts_messages' && roles.get('message_id')?.mayInsert === true
}

/**
 * What their row lacks of what ours says: nothing where both say the same.
 *
 * @param isOnly whether theirs is the only row of this message: only then it may be given the id that names it now
 */
export function differences(
  shape: Shape,
  habits: Habits,
  own: OwnRow,
  theirs: TheirRow,
  isOnly = true,
): Values {
  const values: Record<string, unknown> = {}
  for (const [role, wanted] of Object.entries(own.values)) {
    const column = shape.roles.get(role)
    if (column === undefined || column.isGenerated || !column.mayUpdate) continue
    if (role === 'message_id' && !isOnly) continue
    const value = valueFor(column, role, wanted, theirs.values[role], habits)
    if (value !== undefined) values[column.name] = value
  }
  return values
}

/** Whether their row, the only one of ours, lacks something of what ours says. */
export function lacksSomething(
  { shape, habits }: LinkedShape,
  values: OwnRow['values'],
  theirs: TheirRow,
): boolean {
  return Object.keys(differences(shape, habits, { key: '', ids: [], values }, theirs)).length > 0
}

/** A message that only webhooks know, as their table takes it. */
export function newMessage(shape: Shape, habits: Habits, own: OwnRow, nowMs: number, newId: string): Values {
  const values: Record<string, unknown> = {}
  // What there is nothing to say of is left to the column's default.
  const put = (role: Role, saying: (column: Column) => unknown) => {
    const column = shape.roles.get(role)
    if (column === undefined || column.isGenerated || !column.mayInsert) return
    const value = saying(column)
    if (value !== undefined) values[column.name] = value
  }
  put('message_id', () => own.values['message_id'])
  // As in Bluetick's own tables: what no report named is not filled in, except where their table demands it.
  put('phone_number', ({ isRequired, hasDefault }) => {
    const phone =
      own.values['phone_number'] ?? (isRequired && !hasDefault ? own.values['recipient_phone'] : null)
    return phone ?? undefined
  })
  put('status', (column) => valueFor(column, 'status', own.values['status'], null, habits))
  put('failure_code', (column) => valueFor(column, 'failure_code', own.values['failure_code'], null, habits))
  const createdAtMs = timeOf(own.values['created_at']) ?? nowMs
  const timeIn = (column: Column, ms: number) => (holdsTimes(column) ? timeFor(column, ms) : undefined)
  put('created_at', (column) => timeIn(column, createdAtMs))
  put('updated_at', (column) => timeIn(column, nowMs))
  const [key] = shape.keys
  const isText = key.category === 'S' || key.type === 'uuid'
  if (!key.hasDefault && isText && values[key.name] === undefined) values[key.name] = newId
  return values
}

/** The columns in which their row does not show what was written: a trigger or a rule of theirs may have changed it. */
export function unshown(shape: Shape, row: TheirRow, written: Values): readonly string[] {
  return [...shape.roles].flatMap(([role, column]) => {
    const wanted = written[column.name]
    return wanted === undefined || shows(column, role, row.values[role], wanted) ? [] : [column.name]
  })
}

function shows(column: Column, role: Role, value: unknown, wanted: unknown): boolean {
  if (column.category === 'D') return sameTime(column, timeOf(wanted) ?? 0, value)
  if (column.category === 'N') return Number(value) === Number(wanted)
  // A column of fixed length fills up with blanks.
  if (typeof value === 'string' && typeof wanted === 'string' && value.trimEnd() === wanted) return true
  const [shown, said] = [jsonIn(value), jsonIn(wanted)]
  // Their trigger may spell it otherwise.
  const meant = role === 'status' ? statusOfWord(said) : undefined
  if (meant !== undefined && statusOfWord(shown) === meant) return true
  if (!isObject(shown) || !isObject(said)) return same(shown, said)
  return Object.entries(said).every(([name, one]) => same(shown[name], one))
}

/** The value to write, or undefined where theirs says the same or must stay. */
function valueFor(column: Column, role: Role, wanted: unknown, theirs: unknown, habits: Habits): unknown {
  if (role === 'status') {
    if (!holdsWords(column)) return undefined
    return typeof wanted === 'object' && wanted !== null
      ? statusOfMessage(column, wanted as Readonly<Record<string, unknown>>, theirs, habits)
      : wordFor(wanted as Status, theirs, habits)
  }
  if (role.endsWith('_at')) {
    const ms = timeOf(wanted)
    // What nobody reported is not taken away: they may know more.
    if (role === 'created_at' || ms === undefined || !holdsTimes(column)) return undefined
    return sameTime(column, ms, theirs) ? undefined : timeFor(column, ms)
  }
  if (role === 'message_id' || role === 'whatsapp_message_id') return idFor(column, wanted, theirs)
  if (role === 'failure_code') return codeFor(column, wanted, theirs)
  if (!role.startsWith('messages_')) return undefined
  if (Number(theirs ?? Number.NaN) === wanted) return undefined
  return column.category === 'S' ? String(wanted) : wanted
}

/**
 * The id that names the message now, so that their rows go on to meet one another. Where theirs cannot hold it, the id that
 * they know stays: it still names the message.
 */
function idFor({ maxCharacters }: Column, wanted: unknown, theirs: unknown): string | undefined {
  if (typeof wanted !== 'string' || wanted === theirs) return undefined
  return maxCharacters > 0 && wanted.length > maxCharacters ? undefined : wanted
}

/** Why it failed. What nobody reported is not taken away. */
function codeFor({ category }: Column, wanted: unknown, theirs: unknown): unknown {
  if (typeof wanted !== 'string' || String(theirs ?? '') === wanted) return undefined
  if (category === 'S') return wanted
  return category === 'N' && /^\d{1,9}$/.test(wanted) ? Number(wanted) : undefined
}

/** Words of theirs that are not ours stay until a report says otherwise; nearest words stay where they are. */
function wordFor(status: Status, theirs: unknown, { words }: Habits): string | undefined {
  const word = words.wordOf.get(status)
  // A list, say of all that happened, is theirs.
  if (word === undefined || word === theirs || Array.isArray(jsonIn(theirs))) return undefined
  const theirStatus = statusOfWord(theirs)
  if (theirStatus === status) return undefined
  const isBlank = theirs === null || theirs === undefined || theirs === ''
  if (status === 'pending' && !isBlank) return undefined
  return word
}

/** Our kinds that their JSON lacks, an object to be put into theirs; or one word. */
function statusOfMessage(
  column: Column,
  kinds: Readonly<Record<string, unknown>>,
  theirs: unknown,
  habits: Habits,
): unknown {
  const inside = jsonIn(theirs)
  const isBlank = inside === null || inside === undefined || inside === ''
  // A list, say of all that happened, is theirs.
  if (!isObject(inside) && !isBlank && typeof inside !== 'string') return undefined
  if (!isObject(inside) && (habits.form === 'word' || !isBlank))
    return wordFor(wordOfKinds(kinds), theirs, habits)
  if (!isObject(inside)) {
    const isJson = habits.form === 'json' && typeof theirs !== 'string'
    return isJson ? kinds : jsonFor(column, kinds)
  }
  // Only what is new: the server puts it into theirs, for JavaScript knows neither large numbers nor 1.10.
  const news = Object.entries(kinds).filter(([kind, time]) => {
    const known = timeOf(inside[kind])
    return known === undefined || known !== timeOf(time)
  })
  return news.length === 0 ? undefined : Object.fromEntries(news)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function jsonFor({ type }: Column, value: unknown): unknown {
  return type === 'jsonb' || type === 'json' ? value : JSON.stringify(value)
}
