import { claim, join, joinRow, samePhone } from './model.ts'
import { ANY_TIME, addRow, type Model, type ModelRow } from './state.ts'
import type { Line } from './steps.ts'

/**
 * A line is the recipient of the same reference, else of any id of the same message, else of the same number with nothing
 * that tells the two apart; it adds what is missing.
 */
export function importLines(model: Model, campaign: string, lines: readonly Line[]): void {
  const seen = new Set<string>()
  for (const line of lines) {
    const ids = idsOf(line)
    if (ids.length === 0 && line.phone === undefined && line.reference === undefined) continue
    const identity = line.reference === undefined ? (ids[0] ?? line.phone ?? '') : `r${line.reference}`
    if (seen.has(identity)) continue
    seen.add(identity)
    if (take(model, campaign, line, ids)) claim(model, campaign)
  }
}

/** The ids that a line gives: the first becomes the recipient's. */
export function idsOf({ message_id, submitted_message_id }: Line): string[] {
  return [...new Set([message_id, submitted_message_id].filter((id) => id !== undefined))]
}

/** @returns whether the line is somebody of the campaign */
function take(model: Model, campaign: string, line: Line, ids: readonly string[]): boolean {
  const of = [...model.rows].filter((row) => row.campaign === campaign)
  const known = [...model.messages].filter((message) => ids.some((id) => message.ids.has(id)))
  const all = new Set([...ids, ...known.flatMap((message) => [...message.ids])])
  const free = (row: ModelRow) => line.reference === undefined || row.reference === undefined
  const row =
    of.find((one) => line.reference !== undefined && one.reference === line.reference) ??
    of.find((one) => one.messageId !== undefined && all.has(one.messageId) && free(one)) ??
    of.find(
      (one) =>
        samePhone(one.phone, line.phone) && free(one) && (ids.length === 0 || one.messageId === undefined),
    )
  if (row === undefined) {
    const made = addRow(model, {
      campaign,
      ...(line.phone !== undefined && { phone: line.phone }),
      ...(line.reference !== undefined && { reference: line.reference }),
      ...(ids[0] !== undefined && { messageId: ids[0] }),
    })
    if (ids.length > 1) join(model, ids)
    joinRow(model, made)
    return true
  }
  // The reference's recipient has another message: nothing is taken from the line.
  if (row.messageId !== undefined && ids.length > 0 && !all.has(row.messageId)) return false
  const wasUnsent = row.messageId === undefined
  const wasMade = row.made
  const hadNoPhone = row.phone === undefined
  row.made = false
  row.writtenAt = ANY_TIME
  row.phone ??= line.phone as string
  if (row.phone === undefined) delete row.phone
  row.reference ??= line.reference as string
  if (row.reference === undefined) delete row.reference
  if (wasUnsent && ids[0] !== undefined) row.messageId = ids[0]
  if (ids.length > 1) join(model, [...ids, ...(row.messageId === undefined ? [] : [row.messageId])])
  const newMessage = wasUnsent && ids.length > 0
  if (newMessage || wasMade || (row.messageId === undefined && hadNoPhone)) joinRow(model, row)
  return true
}
