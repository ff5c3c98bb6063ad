import type { RecipientStore } from '../../domain/campaigns/ports.ts'
import {
  type ImportOptions,
  type ImportSummary,
  identityOf,
  ListError,
  type RecipientLine,
  type RefusedLine,
  readRecipientLine,
} from '../../domain/campaigns/recipient-line.ts'
import type { TimeRule } from '../../domain/messages/facts.ts'
import { planChange } from '../../domain/messages/plan.ts'
import type { RecipientList } from './recipient-file.ts'

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
 * @throws ListError where it is not a list of recipients
 */
export async function importRecipients(
  store: RecipientStore,
  rule: TimeRule,
  campaignId: string,
  list: RecipientList,
  signal: AbortSignal,
  options: ImportOptions = {},
): Promise<ImportSummary> {
  const sum = { lines: 0, inserted: 0, amended: 0, unchanged: 0, refused: 0 }
  const refusedLines: RefusedLine[] = []
  let batch = new Map<string, { readonly line: number; readonly recipient: RecipientLine }>()
  /** What could make two lines of a batch one new recipient: then the second waits for the next batch. */
  let marks = new Set<string>()
  let prepared = false

  const refuse = (line: number, reason: string) => {
    sum.refused++
    options.onRefused?.({ line, reason })
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
    const prepare = prepared ? undefined : options.prepare
    prepared = true
    let entries = [...batch.values()]
    batch = new Map()
    marks = new Set()
    await prepare?.()
    while (entries.length > 0) {
      const given = entries
      const { inserted, amended, conflicting, waiting } = await store.importRecipients(
        campaignId,
        given.map(({ recipient }) => recipient),
        (links) => (loaded) => planChange(loaded, [], rule, links),
      )
      sum.inserted += inserted
      sum.amended += amended
      sum.unchanged += given.length - inserted - amended - conflicting.length - waiting.length
      for (const index of conflicting) refuse(given[index]?.line ?? 0, CONFLICT)
      entries = waiting.flatMap((index) => given[index] ?? [])
    }
    options.onProgress?.(sum.lines)
  }

  try {
    for await (const group of list.lines) {
      for (const { line, value, problem } of group) {
        sum.lines++
        const recipient = value === undefined ? (problem ?? '') : readRecipientLine(value, options.country)
        if (typeof recipient === 'string') {
          refuse(line, recipient)
          continue
        }
        const identity = identityOf(recipient)
        if (batch.has(identity)) {
          sum.unchanged++
          continue
        }
        const { meets, leaves } = marksOf(recipient)
        if (batch.size >= IMPORT_BATCH || meets.some((mark) => marks.has(mark))) await flush()
        batch.set(identity, { line, recipient })
        for (const mark of leaves) marks.add(mark)
      }
      signal.throwIfAborted()
    }
    await flush()
    await writing
  } catch (error) {
    if (!(error instanceof ListError)) throw error
    // What stands before it is taken, and said.
    await flush()
    await writing
    const taken = sum.inserted + sum.amended + sum.unchanged
    throw new ListError(
      `${error.message} ${taken === 0 ? 'Nothing was taken.' : 'The lines before it were taken.'}`,
    )
  }
  return { ...sum, refusedLines: refusedLines.toSorted((a, b) => a.line - b.line), columns: list.columns() }
}

/**
 * A line is the recipient of an earlier one that has an id of it, or its phone number where one of the two lacks a reference and one
 * of the two an id.
 *
 * @returns what an earlier line must not have left, and what this one leaves
 */
function marksOf({ messageIds, phone, reference }: RecipientLine): { meets: string[]; leaves: string[] } {
  const ids = messageIds.map((id) => `m${id}`)
  if (phone === undefined) return { meets: ids, leaves: ids }
  const mark = (hasId: boolean, hasReference: boolean) => `p${Number(hasId)}${Number(hasReference)}${phone}`
  const others = (has: boolean) => (has ? [false] : [false, true])
  const hasId = messageIds.length > 0
  const hasReference = reference !== undefined
  const met = others(hasId).flatMap((id) => others(hasReference).map((named) => mark(id, named)))
  return { meets: [...ids, ...met], leaves: [...ids, mark(hasId, hasReference)] }
}
