import type { RecipientStore } from '../../domain/campaigns/ports.ts'
import {
  type ImportSummary,
  identityOf,
  type RecipientLine,
  type RefusedLine,
  readRecipientLine,
} from '../../domain/campaigns/recipient-line.ts'
import type { TimeRule } from '../../domain/messages/facts.ts'
import { planChange } from '../../domain/messages/plan.ts'
import type { Country } from '../../domain/phones/numbering-plans.ts'
import type { ReadLine } from './recipient-file.ts'

/** Lines imported in one transaction: few enough that webhooks, which wait for it, do not notice. */
const IMPORT_BATCH = 2_000
/** How many refused lines are listed; the others are only counted. */
const MAX_REFUSED_TOLD = 1_000

const CONFLICT =
  'The recipient of this reference has another message id: to set a new one, amend that recipient (PATCH).'

/**
 * Imports a list of recipients into a campaign that exists: batch after batch, each durable and counted when the
 * next begins. Reports that came earlier are joined in. Stopped half-way, what was imported stays; the same list
 * again changes nothing and goes on.
 *
 * @param onProgress called after each batch
 * @param country where phone numbers without a country code are from
 */
export async function importRecipients(
  store: RecipientStore,
  rule: TimeRule,
  campaignId: string,
  list: AsyncIterable<readonly ReadLine[]>,
  signal: AbortSignal,
  onProgress: (linesSoFar: number) => void = () => undefined,
  country?: Country,
): Promise<ImportSummary> {
  const sum = { lines: 0, inserted: 0, amended: 0, unchanged: 0, refused: 0 }
  const refusedLines: RefusedLine[] = []
  let batch = new Map<string, { readonly line: number; readonly recipient: RecipientLine }>()
  /** What could make two lines of a batch one recipient: then the second waits for the next batch. */
  let marks = new Set<string>()

  const refuse = (line: number, reason: string) => {
    sum.refused++
    if (refusedLines.length < MAX_REFUSED_TOLD) refusedLines.push({ line, reason })
  }
  // The next batch is read while one is written; they are written one after the other.
  let writing: Promise<void> = Promise.resolve()
  const flush = async () => {
    await writing
    writing = write()
    // Awaited before the next one; until then it is not unhandled.
    writing.catch(() => undefined)
  }
  const write = async () => {
    if (batch.size === 0) return
    const entries = [...batch.values()]
    batch = new Map()
    marks = new Set()
    const recipients = entries.map(({ recipient }) => recipient)
    const links = recipients.flatMap(({ messageIds }) => (messageIds.length > 1 ? [messageIds] : []))
    const { inserted, amended, conflicting } = await store.importRecipients(
      campaignId,
      recipients,
      (loaded) => planChange(loaded, [], rule, links),
    )
    sum.inserted += inserted
    sum.amended += amended
    sum.unchanged += entries.length - inserted - amended - conflicting.length
    for (const index of conflicting) refuse(entries[index]?.line ?? 0, CONFLICT)
    onProgress(sum.lines)
  }

  for await (const group of list) {
    for (const { line, value, problem } of group) {
      sum.lines++
      const recipient = problem ?? readRecipientLine(value, country)
      if (typeof recipient === 'string') {
        refuse(line, recipient)
        continue
      }
      const identity = identityOf(recipient)
      if (batch.has(identity)) {
        sum.unchanged++
        continue
      }
      const own = marksOf(recipient)
      if (batch.size >= IMPORT_BATCH || own.some((mark) => marks.has(mark))) await flush()
      batch.set(identity, { line, recipient })
      for (const mark of own) marks.add(mark)
    }
    signal.throwIfAborted()
  }
  await flush()
  await writing
  return { ...sum, refusedLines: refusedLines.toSorted((a, b) => a.line - b.line) }
}

function marksOf({ messageIds, phone, reference }: RecipientLine): string[] {
  const ids = messageIds.map((id) => `m${id}`)
  return phone === undefined || reference !== undefined ? ids : [...ids, `p${phone}`]
}
