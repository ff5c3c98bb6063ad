import type { Status } from '../messages/conclusion.ts'
import type { Column } from './shape.ts'

/** What senders call each status, in lower case; ours first. */
const NAMES: Readonly<Record<Status, readonly string[]>> = {
  pending: ['pending', 'queued', 'created', 'scheduled', 'new'],
  sent: ['sent', 'accepted', 'dispatched', 'submitted'],
  delivered: ['delivered', 'received'],
  read: ['read', 'seen', 'opened', 'viewed'],
  failed: ['failed', 'failure', 'error', 'undelivered', 'rejected'],
}
/** Where their words lack one: the nearest that is still true. */
const NEAREST: Readonly<Record<Status, readonly Status[]>> = {
  pending: ['pending'],
  sent: ['sent'],
  delivered: ['delivered', 'sent'],
  read: ['read', 'delivered', 'sent'],
  failed: ['failed'],
}
const STATUSES = Object.keys(NAMES) as Status[]

/** How their column says our statuses. */
export interface Vocabulary {
  /** Absent: the column has no word for it, and stays as it is. */
  readonly wordOf: ReadonlyMap<Status, string>
}

/** What their word means, if it is one of ours in whatever case. */
export function statusOfWord(word: unknown): Status | undefined {
  if (typeof word !== 'string') return undefined
  const plain = word.trim().toLowerCase()
  return STATUSES.find((status) => NAMES[status].includes(plain))
}

/**
 * The words to write.
 *
 * @param seen words that rows hold already: they say how a column without an enum or a check spells
 */
export function vocabularyOf(column: Column, seen: readonly string[]): Vocabulary {
  const known = [...column.words, ...seen]
  const spell = spellingOf(known)
  const wordOf = new Map<Status, string>()
  for (const status of STATUSES) {
    const word = column.isClosed ? closedWord(status, column.words) : (wordIn(known, status) ?? spell(status))
    if (word !== undefined) wordOf.set(status, word)
  }
  return { wordOf }
}

function closedWord(status: Status, words: readonly string[]): string | undefined {
  for (const near of NEAREST[status]) {
    const word = wordIn(words, near)
    if (word !== undefined) return word
  }
  return undefined
}

function wordIn(words: readonly string[], status: Status): string | undefined {
  for (const name of NAMES[status]) {
    const word = words.find((one) => one.trim().toLowerCase() === name)
    if (word !== undefined) return word
  }
  return undefined
}

/** `DELIVERED` beside `SENT`, `Delivered` beside `Sent`. */
function spellingOf(words: readonly string[]): (word: string) => string {
  const known = words.find((word) => statusOfWord(word) !== undefined) ?? ''
  if (known !== '' && known === known.toUpperCase()) return (word) => word.toUpperCase()
  if (/^[A-Z]/.test(known)) return (word) => word.charAt(0).toUpperCase() + word.slice(1)
  return (word) => word
}
