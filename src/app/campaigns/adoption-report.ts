import type { Inspection } from '../../domain/campaigns/adoption.ts'

export interface AdoptionReport {
  /** What adopting will do, or leaves as it is: one sentence each. */
  readonly remarks: readonly string[]
  /** What must be mended first: one sentence each, with how. */
  readonly blockers: readonly string[]
}

const WHOLE_NUMBERS = ['bigint', 'integer', 'smallint']

/** Says what adopting these tables means. */
export function reportOn(found: Inspection): AdoptionReport {
  const remarks: string[] = []
  const blockers: string[] = []
  if (found.tables.length === 0) remarks.push('None of the tables is there: all of them will be made.')
  for (const { name, idType, naiveTimes, rows } of found.tables) {
    remarks.push(
      `${name}: about ${rows.toLocaleString('en-US')} rows, adopted as they are; missing columns are added.`,
    )
    if (naiveTimes > 0)
      remarks.push(`${name}: ${naiveTimes} columns of times without a zone; they are taken as UTC.`)
    if (name === 'broadcasts_messages' && !WHOLE_NUMBERS.includes(idType ?? '')) {
      blockers.push(
        `${name}.id is ${idType ?? 'missing'}: Bluetick needs a whole number there, such as bigserial.`,
      )
    }
  }
  for (const { table, column, remedy } of found.surprises) {
    remarks.push(`${table}.${column} must be filled and has no default: it ${remedy}.`)
  }
  const { messages, recipients, counters } = found
  if (messages !== undefined && messages.duplicates > 0) {
    blockers.push(`${messages.duplicates} message ids are there twice: delete all but one row of each.`)
  }
  if (messages !== undefined && messages.without_id > 0) {
    blockers.push(`${messages.without_id} messages have no message_id: delete them, or give them one.`)
  }
  if (messages !== undefined && messages.unreadable > 0) {
    remarks.push(`${messages.unreadable} messages have a status that is no JSON: it will be emptied.`)
  }
  if (recipients !== undefined && recipients.without_campaign > 0) {
    remarks.push(`${recipients.without_campaign} recipients belong to no campaign: no counter holds them.`)
  }
  if (recipients !== undefined && recipients.unknown_status > 0) {
    remarks.push(`${recipients.unknown_status} recipients have a status of another name: their times decide.`)
  }
  if (counters !== undefined) {
    remarks.push(
      `${counters.wrong} of ${counters.campaigns} campaigns have wrong counters; they are recounted.`,
    )
  }
  return { remarks, blockers }
}
