import type { NewRecipients, PutNewRecipients, RecipientLine, TheirRow } from '../../domain/link/ports.ts'
import { assertionsOf, type PhoneReader, recipientLineOf, textOf } from '../../domain/link/rows.ts'
import { type LinkedShape, lacksSomething } from '../../domain/link/write-back.ts'
import type { TimeRule } from '../../domain/messages/facts.ts'
import { planChange } from '../../domain/messages/plan.ts'
import type { StatusReport } from '../../domain/messages/report.ts'

/** A recipient of theirs that is new to us. */
export interface NewRecipient {
  readonly key: string
  readonly line: RecipientLine
  readonly theirs: TheirRow
}

/** Rows of messages, and what they say, by `message_id`. */
export type MessagesById = ReadonlyMap<string, SayingRow>

interface SayingRow {
  readonly row: TheirRow
  readonly reports: readonly StatusReport[]
}

/** Recipients as they are read for the first time, with the rows of their messages. */
export interface FirstRead {
  readonly recipients: readonly NewRecipient[]
  readonly messages: MessagesById
}

export interface Linked {
  readonly recipients: LinkedShape
  /** Absent: messages are taken in by themselves. */
  readonly messages?: LinkedShape | undefined
}

/** Reads recipients of theirs that are new to us; what is none is left out. */
export function readNewRecipients(rows: readonly TheirRow[], phoneOf: PhoneReader): readonly NewRecipient[] {
  return rows.flatMap((theirs) => {
    const line = recipientLineOf(theirs, undefined, phoneOf)
    return line === undefined ? [] : [{ key: theirs.key, line, theirs }]
  })
}

/** Reads the rows of their messages. */
export function readMessagesById(
  rows: readonly TheirRow[],
  nowMs: number,
  phoneOf: PhoneReader,
): MessagesById {
  return new Map(
    rows.flatMap((row) => {
      const id = textOf(row.values['message_id'])
      return id === undefined ? [] : [[id, { row, reports: assertionsOf(row, nowMs, phoneOf) }] as const]
    }),
  )
}

/**
 * Takes recipients in with what their messages say, all or none; what differs from theirs is written back. Harmless to repeat.
 *
 * @throws StoreRefusedError where our tables refuse one
 */
export async function putNewRecipients(
  parts: { readonly putNewRecipients: PutNewRecipients; readonly rule: TimeRule },
  linked: Linked,
  { recipients, messages }: FirstRead,
): Promise<void> {
  const said = new Set(recipients.flatMap(({ line }) => messages.get(line.whatsapp_message_id ?? '') ?? []))
  const reports = [...said].flatMap((one) => one.reports)
  const lacks: NewRecipients['lacks'] = (table, values, row) => {
    const own = table === 'campaign_recipients' ? linked.recipients : linked.messages
    return own === undefined || lacksSomething(own, values, row)
  }
  await parts.putNewRecipients(
    { recipients, messages: [...said].map(({ row }) => row), reports, lacks },
    (loaded) => planChange(loaded, reports, parts.rule),
  )
}
