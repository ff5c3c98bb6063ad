import { nameOf, type StatusWord } from './facts.ts'
import { idsOf, importLines } from './import-model.ts'
import { factsOf, insertMessage, updateMessage } from './message-model.ts'
import { bearerOf, campaignNamed, claim, giveWay, join, joinRow, leave } from './model.ts'
import { answer } from './replies.ts'
import { addRow, exactly, find, type Model, type ModelRow, type Span, TIME_COLUMNS } from './state.ts'
import type { Item, Line, Replica, Step, Written } from './steps.ts'

/** Brings the model to where a step leads. `at`: between which moments it was done. */
export function apply(model: Model, step: Step, at: Span): void {
  applyAlone(model, step, at)
  giveWay(model)
  answer(model)
}

function applyAlone(model: Model, step: Step, at: Span): void {
  switch (step.do) {
    case 'at-once':
      for (const one of step.steps) apply(model, one, at)
      break
    case 'outage':
      // What it takes meanwhile is written when it is over.
      for (const one of step.steps) if (!isBy(one, step.by)) apply(model, one, at)
      for (const one of step.steps) if (isBy(one, step.by)) apply(model, one, at)
      break
    case 'inbound':
      for (const message of step.messages) model.inbound.set(message.id, message)
      break
    case 'webhook':
      hear(model, step.items, at)
      break
    case 'create-campaign':
      if (model.campaigns.get(step.id)?.provisional !== false && bearerOf(model, step.name) === undefined)
        model.campaigns.set(step.id, { id: step.id, name: step.name, provisional: false })
      break
    case 'rename-campaign': {
      const bearer = bearerOf(model, step.name)
      const campaign = model.campaigns.get(step.id)
      if (campaign === undefined || (bearer ?? step.id) !== step.id) break
      if (campaign.name !== step.name) model.formerNames.push({ campaign: step.id, name: campaign.name })
      if (campaign.name !== step.name) campaign.provisional = false
      campaign.name = step.name
      break
    }
    case 'import':
      if (model.campaigns.has(step.campaign)) importLines(model, step.campaign, step.lines)
      break
    case 'patch':
      patch(model, find(model, step.where)[0], step.set)
      break
    case 'insert-campaign':
      if (model.campaigns.get(step.id)?.provisional === false) break
      model.campaigns.delete(step.id)
      model.campaigns.set(step.id, { id: step.id, name: step.name, provisional: false })
      insertRows(model, step.rows ?? [])
      break
    case 'copy-campaign':
      copyCampaign(model, step.id, step.to)
      break
    case 'put-back-campaign': {
      const campaign = model.campaigns.get(step.id)
      if (campaign === undefined) break
      campaign.provisional = false
      model.formerNames = model.formerNames.filter((former) => former.campaign !== step.id)
      replaceRows(model, find(model, { campaign: step.id }))
      break
    }
    case 'insert-recipients':
      if (step.rows.every((row) => model.campaigns.has(row.campaign_id ?? ''))) insertRows(model, step.rows)
      break
    case 'update-recipients': {
      const to = step.set.campaign_id
      if (to === undefined || model.campaigns.has(to)) updateRows(model, find(model, step.where), step.set)
      break
    }
    case 'delete-recipients':
      deleteRows(model, find(model, step.where))
      break
    case 'replace-recipients':
      replaceRows(model, find(model, step.where))
      break
    case 'truncate-recipients':
      deleteRows(model, [...model.rows], true)
      break
    case 'insert-message':
      insertMessage(model, step)
      break
    case 'update-message':
      updateMessage(model, step)
      break
    case 'delete-message':
      for (const message of model.messages) {
        if (nameOf(message.ids) !== step.id) continue
        model.messages.delete(message)
        model.expired.push(message)
      }
      break
    case 'truncate-messages':
      model.messages.clear()
      model.inbound.clear()
      model.expired = []
      break
    case 'delete-campaign':
      deleteRows(model, find(model, { campaign: step.id }))
      model.campaigns.delete(step.id)
      model.formerNames = model.formerNames.filter(({ campaign }) => campaign !== step.id)
      break
    case 'recount':
    case 'restart':
    case 'minute':
      break
    case 'overwrite-counters':
      if (find(model, { campaign: step.id }).length === 0) model.overwritten.add(step.id)
      break
  }
}

function isBy(step: Step, replica: Replica): boolean {
  return 'by' in step && step.by === replica
}

function hear(model: Model, items: readonly Item[], at: Span): void {
  // Every campaign that is named exists, whatever else is said.
  for (const { campaign } of items) if (campaign !== undefined) campaignNamed(model, campaign.trim())
  for (const item of items) {
    const facts = factsOf(item.times, false)
    if (item.times.failed !== undefined) {
      for (const code of item.codes ?? []) facts.codes[code] = { at: item.times.failed, estimated: false }
    }
    if (item.phone !== undefined) facts.phone = item.phone
    if (item.campaign !== undefined) facts.campaign = item.campaign.trim()
    if (item.category !== undefined) facts.category = item.category
    join(model, item.ids, [{ ids: item.ids, facts, receivedAt: at }])
  }
}

function insertRows(model: Model, rows: readonly Written[]): void {
  const made = rows.map((written) =>
    addRow(model, {
      campaign: written.campaign_id ?? '',
      ...columnsOf(written),
      asserted: new Set([...TIME_COLUMNS, 'status']),
      ...(written.updated_at !== undefined && { writtenAt: exactly(written.updated_at) }),
    }),
  )
  for (const row of made) {
    claim(model, row.campaign)
    joinRow(model, row)
  }
}

function columnsOf(written: Written): Partial<ModelRow> {
  const times: ModelRow['times'] = {}
  for (const kind of TIME_COLUMNS) {
    const at = written[`${kind}_at`]
    if (at !== undefined && at !== null) times[kind] = at
  }
  return {
    times,
    status: (written.status ?? 'pending') as StatusWord,
    ...(written.phone_number && { phone: written.phone_number }),
    ...(written.whatsapp_message_id && { messageId: written.whatsapp_message_id }),
    ...(written.reference && { reference: written.reference }),
  }
}

/**
 * Only what really changes says something; another message, and the row begins anew.
 *
 * @param same ids of one message: who has one of them does not leave it for another
 */
function updateRows(
  model: Model,
  rows: readonly ModelRow[],
  set: Written,
  same: readonly string[] = [],
): void {
  const leaving: (string | undefined)[] = []
  const changedRows: ModelRow[] = []
  for (const row of rows) {
    const changed = new Set<(typeof TIME_COLUMNS)[number] | 'status'>()
    if (set.status !== undefined && set.status !== row.status) changed.add('status')
    for (const kind of TIME_COLUMNS) {
      const at = set[`${kind}_at`]
      if (at !== undefined && (at ?? undefined) !== row.times[kind]) changed.add(kind)
    }
    const messageId =
      set.whatsapp_message_id === undefined ? row.messageId : set.whatsapp_message_id || undefined
    const phone = set.phone_number === undefined ? row.phone : (set.phone_number ?? undefined)
    const campaign = set.campaign_id ?? row.campaign
    const otherMessage = messageId !== row.messageId
    const moved = otherMessage || campaign !== row.campaign
    if (set.reference !== undefined) row.reference = set.reference
    if (set.updated_at !== undefined) row.writtenAt = exactly(set.updated_at)
    if (changed.size === 0 && !moved && phone === row.phone) continue
    const stays = campaign === row.campaign && row.messageId !== undefined && same.includes(row.messageId)
    if (moved && !stays) leaving.push(row.messageId)
    if (moved || phone !== row.phone) row.made = false
    if (campaign !== row.campaign) row.breakdown = []
    if (otherMessage && row.messageId !== undefined) {
      row.asserted = new Set()
      for (const kind of TIME_COLUMNS) if (!changed.has(kind)) delete row.times[kind]
      if (!changed.has('status')) row.status = 'pending'
    }
    for (const column of changed) row.asserted.add(column)
    if (set.status !== undefined) row.status = set.status as StatusWord
    for (const kind of TIME_COLUMNS) {
      const at = set[`${kind}_at`]
      if (at === null) delete row.times[kind]
      else if (at !== undefined) row.times[kind] = at
    }
    delete row.messageId
    if (messageId !== undefined) row.messageId = messageId
    delete row.phone
    if (phone !== undefined) row.phone = phone
    row.campaign = campaign
    changedRows.push(row)
  }
  leave(model, leaving)
  for (const row of changedRows) {
    if (!row.made) claim(model, row.campaign)
    joinRow(model, row)
  }
}

function patch(model: Model, row: ModelRow | undefined, { phone, reference, ...line }: Line): void {
  if (row === undefined) return
  const ids = idsOf(line)
  row.made = false
  claim(model, row.campaign)
  updateRows(
    model,
    [row],
    {
      ...(phone !== undefined && { phone_number: phone }),
      ...(ids[0] !== undefined && { whatsapp_message_id: ids[0] }),
      ...(reference !== undefined && { reference }),
    },
    ids.length > 1 ? ids : [],
  )
  if (ids.length > 1) join(model, ids)
  joinRow(model, row)
}

function deleteRows(model: Model, rows: readonly ModelRow[], all = false): void {
  for (const row of rows) model.rows.delete(row)
  const counted = [...model.messages].filter(({ countedIn }) => countedIn !== '')
  leave(model, all ? counted.flatMap(({ ids }) => [...ids]) : rows.map(({ messageId }) => messageId))
}

/** Deleted and inserted again as they were: copies of what was concluded are no assertions. */
function replaceRows(model: Model, rows: readonly ModelRow[]): void {
  for (const row of rows) {
    row.made = false
    claim(model, row.campaign)
    row.asserted = new Set([...TIME_COLUMNS, 'status'])
  }
  for (const message of model.messages) {
    if (rows.some(({ messageId }) => messageId !== undefined && message.ids.has(messageId)))
      message.left = true
  }
  for (const row of rows) joinRow(model, row)
}

/** A copy of what was concluded is no assertion: each row is one of its own, of the same message. */
function copyCampaign(model: Model, id: string, to: string): void {
  if (!model.campaigns.has(id) || model.campaigns.get(to)?.provisional === false) return
  model.campaigns.set(to, { id: to, name: to, provisional: false })
  if (model.overwritten.has(id)) model.overwritten.add(to)
  const copies = find(model, { campaign: id }).map(({ order: _, ...row }) =>
    addRow(model, {
      ...row,
      times: { ...row.times },
      campaign: to,
      made: false,
      asserted: new Set([...TIME_COLUMNS, 'status']),
    }),
  )
  for (const row of copies) joinRow(model, row)
}
