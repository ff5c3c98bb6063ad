import { type Conclusion, concludeFrom, type Facts, knowsNothing, learn, nameOf, noFacts } from './facts.ts'
import { breakdownOf, stay } from './row-breakdown.ts'
import {
  ANY_TIME,
  addRow,
  exactly,
  type Heard,
  type Model,
  type ModelMessage,
  type ModelRow,
  type Span,
  TIME_COLUMNS,
  type TimeColumn,
} from './state.ts'

const digitsOf = (phone: string) => phone.replaceAll(/^00|\D/g, '')

/** Numbers may be written with or without a plus, with "00", with blanks. */
export const samePhone = (a: string | undefined, b: string | undefined) =>
  a !== undefined && b !== undefined && digitsOf(a) === digitsOf(b)

/** What names are compared by: without case and repeated blanks. */
const plain = (text: string) => text.trim().replaceAll(/\s+/g, ' ').toLowerCase()

/** The oldest campaign that bears a name, however it is written. */
export function bearerOf(model: Model, name: string, provisional = false): string | undefined {
  return [...model.campaigns.values()].find(
    (campaign) => campaign.provisional === provisional && plain(campaign.name) === plain(name),
  )?.id
}

/** The campaign of somebody's that a name stands for: the one that bears it, else the last that bore it, else the one whose id it is. */
function ownOfName(model: Model, name: string): string | undefined {
  const alike = (text: string) => plain(text) === plain(name)
  const isOwn = (id: string) => model.campaigns.get(id)?.provisional === false
  return (
    bearerOf(model, name) ??
    model.formerNames.findLast((former) => alike(former.name) && isOwn(former.campaign))?.campaign ??
    [...model.campaigns.keys()].find((id) => alike(id) && isOwn(id))
  )
}

/** The campaign that a name stands for: somebody's, else a provisional one, which is there or will be. */
function idOfName(model: Model, name: string): string {
  return ownOfName(model, name) ?? bearerOf(model, name, true) ?? name
}

/** The campaign that a name stands for, made where nobody has it. */
export function campaignNamed(model: Model, name: string): string {
  const id = idOfName(model, name)
  if (!model.campaigns.has(id)) model.campaigns.set(id, { id, name, provisional: true })
  return id
}

/** Provisional campaigns for whose name one of somebody's stands by now give way: whom reports placed there moves, and they are gone. */
export function giveWay(model: Model): void {
  for (const { id, name, provisional } of [...model.campaigns.values()]) {
    const own = provisional ? ownOfName(model, name) : undefined
    if (own === undefined) continue
    const made = [...model.rows].filter((row) => row.campaign === id)
    for (const row of made) row.campaign = own
    model.campaigns.delete(id)
    for (const row of made) if (model.rows.has(row)) moved(model, row)
  }
}

/** A message that is gone is not made anew by it. */
function moved(model: Model, row: ModelRow): void {
  const isKnown = [...model.messages].some(({ ids }) => row.messageId !== undefined && ids.has(row.messageId))
  if (isKnown) joinRow(model, row)
}

/** Somebody listed recipients in a campaign: it is no longer provisional, unless it gives way. */
export function claim(model: Model, id: string): void {
  const campaign = model.campaigns.get(id)
  if (campaign !== undefined && ownOfName(model, campaign.name) === undefined) campaign.provisional = false
}

/** What a row's columns assert: those that others wrote, less what follows from the others anyway. */
function assertions(row: ModelRow, all: boolean, repliedAt?: number): Facts {
  const facts = noFacts()
  const { sent, delivered, read } = row.times
  const follows = (kind: TimeColumn) =>
    kind === 'sent'
      ? (delivered !== undefined || read !== undefined) &&
        sent === Math.min(delivered ?? Number.POSITIVE_INFINITY, read ?? Number.POSITIVE_INFINITY)
      : kind === 'delivered'
        ? read !== undefined && delivered === read
        : kind === 'read' && read !== undefined && read === repliedAt
  for (const kind of TIME_COLUMNS) {
    const timed = all || row.asserted.has(kind) ? row.times[kind] : undefined
    const stated = (all || row.asserted.has('status')) && row.status === kind ? row.writtenAt.from : undefined
    const at = timed === undefined ? stated : follows(kind) ? undefined : timed
    if (at !== undefined) facts.times[kind] = { at, estimated: true }
  }
  return facts
}

/** Joins everything that shares ids: messages, their recipients, what was heard. Any order comes to the same. */
export function join(model: Model, startIds: Iterable<string>, heard: readonly Heard[] = []): void {
  const ids = new Set(startIds)
  for (const { ids: more } of heard) for (const id of more) ids.add(id)
  const known = [...model.messages].filter((message) => [...message.ids].some((id) => ids.has(id)))
  for (const message of known) for (const id of message.ids) ids.add(id)
  const [kept] = known
  const facts = noFacts()
  for (const message of known) learn(facts, message.facts)
  for (const report of heard) learn(facts, report.facts)
  const rows = [...model.rows].filter((row) => row.messageId !== undefined && ids.has(row.messageId))
  const before = known.length === 1 ? kept?.facts.campaign : undefined
  const waiting = awaitingRow(model, rows, facts, before)
  if (waiting !== undefined) {
    waiting.messageId = nameOf(ids)
    rows.push(waiting)
  }
  const isSilent = kept === undefined && heard.length === 0 && ids.size === 1
  if (isSilent && rows.every((row) => row.asserted.size === 0)) {
    for (const row of rows) stay(row)
    return
  }
  const receipts = [
    ...heard.map((report) => report.receivedAt),
    ...known.flatMap((message) => message.createdAt ?? []),
  ]
  const replied = facts.reply?.at
  for (const row of rows) {
    const says = assertions(row, kept === undefined, replied)
    learn(facts, says)
    const { code, times } = row
    const isConcluded = row.status === 'failed' && !row.asserted.has('status')
    if (kept === undefined && isConcluded && code !== undefined && times.failed !== undefined)
      learn(facts, { ...noFacts(), codes: { [code]: { at: times.failed, estimated: true } } })
    const shown = known.map((message) => concludeFrom(message.facts))
    const saysMore = TIME_COLUMNS.some(
      (kind) =>
        says.times[kind] !== undefined && !shown.some(({ times }) => times[kind] === says.times[kind]?.at),
    )
    if (!saysMore) continue
    const { sent } = row.times
    const isTheirs =
      (kept === undefined || row.asserted.has('sent')) && !shown.some(({ sentAt }) => sentAt === sent)
    receipts.push(isTheirs && sent !== undefined ? exactly(sent) : row.writtenAt)
  }
  const isMessage = kept !== undefined || !knowsNothing(facts) || (ids.size > 1 && rows.length > 0)
  const conclusion = concludeFrom(facts)
  if (isMessage) {
    for (const message of known) model.messages.delete(message)
    const message: ModelMessage = {
      order: kept?.order ?? model.orders++,
      ids,
      facts,
      createdAt: earliest(receipts),
      left: known.some(({ left }) => left),
      countedIn: '',
    }
    model.messages.add(message)
    model.messages = new Set([...model.messages].sort((a, b) => a.order - b.order))
    message.countedIn = place(model, message, rows, conclusion, before)
  } else {
    for (const row of rows) show(row, facts, conclusion)
  }
}

function earliest(spans: readonly Span[]): Span | undefined {
  if (spans.length === 0) return undefined
  return { from: Math.min(...spans.map(({ from }) => from)), to: Math.min(...spans.map(({ to }) => to)) }
}

/** The campaign's oldest recipient of that number that has no message yet, where the message has none of a sender. */
function awaitingRow(
  model: Model,
  rows: readonly ModelRow[],
  facts: Facts,
  before: string | undefined,
): ModelRow | undefined {
  if (rows.some((row) => !row.made)) return undefined
  const [made] = rows
  const campaign = stays(rows, facts, before) ? made?.campaign : idOfName(model, facts.campaign ?? '')
  if (campaign === undefined) return undefined
  const phone = facts.phone ?? made?.phone
  return [...model.rows].find(
    (row) => row.messageId === undefined && row.campaign === campaign && samePhone(row.phone, phone),
  )
}

/** Whether a message stays where its only recipient was made: no report gives another name than the message did before. */
function stays(made: readonly ModelRow[], facts: Facts, before: string | undefined): boolean {
  return facts.campaign === undefined || (facts.campaign === before && made.length === 1)
}

/**
 * Shows a message's conclusion in its recipients, and makes one where only a report names the campaign.
 *
 * @param before the name that the message gave before: while it is that, a row that was made stays where it is
 */
function place(
  model: Model,
  message: ModelMessage,
  rows: readonly ModelRow[],
  conclusion: Conclusion,
  before: string | undefined,
): string {
  const { facts, ids, left } = message
  const own = rows.filter((row) => !row.made)
  for (const row of own) show(row, facts, conclusion)
  const allMade = rows.filter((row) => row.made)
  const [made, ...others] = allMade
  for (const row of others) model.rows.delete(row)
  if (own.length > 0) {
    if (made !== undefined) model.rows.delete(made)
    return own.map((row) => row.campaign).sort()[0] ?? ''
  }
  if (made === undefined && (facts.campaign === undefined || left)) return ''
  const campaign = stays(allMade, facts, before)
    ? (made?.campaign ?? '')
    : campaignNamed(model, facts.campaign ?? '')
  const row = made ?? addRow(model, { campaign, made: true })
  row.campaign = campaign
  row.messageId = nameOf(ids)
  if (facts.phone !== undefined) row.phone = facts.phone
  show(row, facts, conclusion)
  return campaign
}

function show(row: ModelRow, facts: Facts, conclusion: Conclusion): void {
  row.status = conclusion.status
  row.times = {}
  const at: Partial<Record<TimeColumn, number | undefined>> = { ...conclusion.times, sent: conclusion.sentAt }
  for (const kind of TIME_COLUMNS) if (at[kind] !== undefined) row.times[kind] = at[kind]
  delete row.code
  if (conclusion.status === 'failed' && conclusion.code !== undefined) row.code = conclusion.code
  delete row.repliedAt
  if (conclusion.repliedAt !== undefined) row.repliedAt = conclusion.repliedAt
  row.asserted = new Set()
  row.writtenAt = ANY_TIME
  row.breakdown = breakdownOf(row, facts, conclusion)
}

/** After others wrote a recipient: its message is joined, or the one that names its campaign and number. */
export function joinRow(model: Model, row: ModelRow): void {
  if (!model.rows.has(row)) return
  if (row.messageId !== undefined) {
    join(model, [row.messageId])
    return
  }
  const found = row.phone === undefined ? undefined : nameless(model, row)
  if (found !== undefined) join(model, found)
  if (row.messageId !== undefined) return
  const says = assertions(row, true)
  show(row, says, concludeFrom(says))
  row.asserted = new Set([...TIME_COLUMNS, 'status'])
}

/** The ids of the oldest message of the row's campaign and number that no recipient of a sender has. */
function nameless(model: Model, row: ModelRow): Iterable<string> | undefined {
  const owned = (ids: ReadonlySet<string>) =>
    [...model.rows].some((other) => !other.made && other.messageId !== undefined && ids.has(other.messageId))
  const message = [...model.messages].find(
    ({ facts, ids }) =>
      facts.campaign !== undefined &&
      idOfName(model, facts.campaign) === row.campaign &&
      samePhone(facts.phone, row.phone) &&
      !owned(ids),
  )
  if (message !== undefined) return message.ids
  const made = [...model.rows].find(
    (other) => other.made && other.campaign === row.campaign && samePhone(other.phone, row.phone),
  )
  return made?.messageId === undefined ? undefined : [made.messageId]
}

/** Recipients leave: no other is made for their messages. */
export function leave(model: Model, ids: readonly (string | undefined)[]): void {
  for (const message of [...model.messages]) {
    if (!ids.some((id) => id !== undefined && message.ids.has(id))) continue
    message.left = true
    if (model.messages.has(message)) join(model, message.ids)
  }
}
