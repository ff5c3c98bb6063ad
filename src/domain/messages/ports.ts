import type { BatchStats, Change, Loaded } from './change.ts'
import type { Rejected, StatusReport } from './report.ts'
import type { TracePoint } from './trace-point.ts'
import type { ExternalChange } from './unjoined-changes.ts'

/** What a batch refers to, so that the store can lock and load it. */
export interface Scope {
  /** Message ids, in any order, repeats allowed. */
  readonly ids: readonly string[]
  /** Campaign names that reports gave. */
  readonly campaignNames: readonly string[]
  /** What the batch says: recipients may be listed by campaign and number alone. */
  readonly reports?: readonly StatusReport[]
}

/**
 * The state of all messages, recipients and counters.
 *
 * `update` and `joinExternal` run in one transaction each: lock and load, ask `decide` what to change, write that.
 * `decide` must be pure, since it is asked again where another replica was faster. Any number of calls may run at
 * once, on any number of replicas, without deadlock. When one resolves, its change is durable; when it rejects,
 * nothing of it is, or (a connection lost during commit) nobody knows: run it again, the join makes that harmless.
 * They reject with `StoreUnavailableError` where the store cannot work just now, and `update` with `StoreRefusedError` where
 * the server refused it.
 */
export interface StateStore {
  /** Changes the messages in scope and their recipients; `trace` is what the steps of it belong to, if anything. */
  update(scope: Scope, decide: Decide, trace?: TracePoint): Promise<BatchStats>
  /** What others wrote: up to `limit` changes that are due. Cheap where there are none. */
  externalChanges(limit: number): Promise<readonly ExternalChange[]>
  /** Joins changes in, all or none; harmless to repeat. Rejects with `StoreRefusedError` where the server refuses it. */
  joinExternal(changes: readonly ExternalChange[], decide: Decide): Promise<void>
  /** Sets a change aside that is refused by itself: it comes again later and later. */
  postponeExternal(change: ExternalChange, refusal: StoreRefusedError): Promise<void>
  /**
   * Keeps rejects, at least once; what was not understood only as long as no more than `MAX_REJECTS_KEPT` are kept.
   *
   * @returns how many were kept
   */
  keepRejects(rejects: readonly Rejected[]): Promise<number>
  /**
   * Sets a report apart that the store refuses by itself: see `StuckReports`. Idempotent.
   *
   * @throws StuckFullError where too many are there
   */
  setApart(refusal: Refusal): Promise<void>
  /**
   * Resolves where something can be committed now.
   *
   * @throws StoreUnavailableError where nothing can
   */
  probe(): Promise<void>
}

/** Decides, from what is known, what to change. Pure. */
export type Decide = (loaded: Loaded) => Change

/** A webhook's body as it came, byte for byte, and when. */
export interface ReceivedBody {
  readonly body: Uint8Array
  /** Milliseconds since the epoch. */
  readonly receivedAtMs: number
}

export interface Replayable {
  readonly rejects: number
  readonly bodies: number
}

/** A reject as it was kept, perhaps by another version with other sources and reasons. */
export interface KeptReject {
  readonly id: string
  readonly source: string
  readonly reason: string
  readonly raw: string
  readonly receivedAtMs: number
}

/**
 * What came in, as it came: to be read again, and to be forgotten in time. Everything may be repeated. Rejects with
 * `StoreUnavailableError` where the database cannot work just now.
 */
export interface Archive {
  /** Keeps bodies; at least once. */
  keepBodies(bodies: readonly ReceivedBody[]): Promise<void>
  /**
   * Kept bodies in the order in which they were kept, some batches at a time: `'0'`, and then the cursor of the page
   * before, which is absent at the end. May hold bodies that were received before `fromMs`.
   */
  bodiesAfter(
    cursor: string,
    fromMs: number,
    limit: number,
  ): Promise<{ readonly bodies: readonly ReceivedBody[]; readonly cursor: string | undefined }>
  /** How much there is to replay: all rejects, and about the bodies received since a time. */
  countReplayable(fromMs: number): Promise<Replayable>
  /** Makes room for the days to come, and drops bodies that are older than that. */
  keepBodyDays(days: number): Promise<void>
  /** Rejects, oldest first; `'0'`, and then the last id of the page before. */
  rejectsAfter(cursor: string, limit: number): Promise<readonly KeptReject[]>
  deleteRejects(ids: readonly string[]): Promise<void>
  /** @returns how many were deleted; fewer than `limit`: for now, these were all */
  expireRejects(olderThanMs: number, limit: number): Promise<number>
  /** Deletes that people wrote before; replies stay with their messages. @returns as `expireRejects` does */
  expireInbound(olderThanMs: number, limit: number): Promise<number>
  /** Deletes messages that were not heard of since. @returns as `expireRejects` does */
  expireMessages(olderThanMs: number, limit: number): Promise<number>
}

/** A report that the database refused by itself, and why. */
export interface Refusal {
  readonly report: StatusReport
  /** The server's SQLSTATE. */
  readonly code: string
  readonly message: string
}

/** A report that was set apart. */
export interface StuckReport extends Refusal {
  readonly id: string
  readonly attempts: number
  readonly setApartAtMs: number
  /** Absent: it is not tried again by itself. */
  readonly nextAttemptAtMs?: number
}

/**
 * Reports that the database refused, each for itself: kept in a table that nothing else refers to, tried again with growing
 * pauses, and shown to a person. Rejects with `StoreUnavailableError` where the database cannot work just now.
 */
export interface StuckReports {
  /** Takes those whose time has come; until the next time they belong to the caller. */
  takeDue(limit: number): Promise<readonly Pick<StuckReport, 'id' | 'report'>[]>
  remove(ids: readonly string[]): Promise<void>
  /** Oldest first; `'0'`, and then the last id of the page before. */
  list(after: string, limit: number): Promise<readonly StuckReport[]>
  count(): Promise<number>
  /** Has these, or all, tried again now. @returns how many */
  makeDue(ids: readonly string[] | undefined): Promise<number>
  /** Makes rejects of these, or of all. @returns how many */
  drop(ids: readonly string[] | undefined): Promise<number>
}

/** What one `append` of the spool wrote. */
export interface SpoolEntry {
  readonly key: string
  readonly bodies: readonly ReceivedBody[]
}

/** How much waits in the spool. */
export interface SpoolSize {
  readonly entries: number
  readonly bytes: number
  /** Of the entries, those that are held. */
  readonly held: number
}

/**
 * Where webhooks wait on disk while the database is away. It keeps bodies, not reports: reading them again gives
 * the same reports, and joining those twice changes nothing, so an entry may be drained more than once.
 *
 * `append` is all or nothing, and resolves when a power cut can no longer take the bodies away. An entry leaves
 * only by `remove`, which is idempotent.
 */
export interface Spool {
  /**
   * `held` bodies are not among the oldest until they are released, or the process ends: their batch may still be committed.
   *
   * @throws SpoolFullError where there is no room, or the disk refuses the write
   */
  append(
    bodies: readonly ReceivedBody[],
    options?: { readonly held: boolean },
  ): Promise<Pick<SpoolEntry, 'key'>>
  release(entry: Pick<SpoolEntry, 'key'>): void
  /** The oldest entries, about `maxBytes` of them, and one at least where there is one. */
  oldest(maxBytes: number): Promise<readonly SpoolEntry[]>
  remove(entries: readonly Pick<SpoolEntry, 'key'>[]): Promise<void>
  /** Puts entries behind all others until the next start: they cannot be drained now, and must not block the rest. */
  postpone(entries: readonly SpoolEntry[]): void
  size(): SpoolSize
  /** What was lost from it so far. */
  damage(): Promise<SpoolDamage | undefined>
  /** Whether it takes more: false where the last `append` was refused and no room has come since. */
  hasRoom(): Promise<boolean>
}

/** Webhooks that were answered with 200 and are no longer in the spool: its files were damaged or removed. */
export interface SpoolLoss {
  readonly lostWebhooks: number
  readonly lostEntries: number
  /** False where the list of what must be there is damaged too: then there may be more. */
  readonly countIsCertain: boolean
  /** Where the damaged files are kept. */
  readonly folder: string
}

/** All losses that a person has not dealt with yet; dealt with means that `folder`, the evidence, was deleted. */
export type SpoolDamage = Omit<SpoolLoss, 'lostEntries'>

/** The spool cannot take more: its limit is reached or the disk is full. The sender must try again. */
export class SpoolFullError extends Error {
  override readonly name = 'SpoolFullError'
}

/** Too many reports are set apart already. */
export class StuckFullError extends Error {
  override readonly name = 'StuckFullError'
}

/** The store was reached and refused this call: maybe the data is at fault, maybe nothing can be committed (`probe`). */
export class StoreRefusedError extends Error {
  override readonly name = 'StoreRefusedError'
  /** SQLSTATE. */
  readonly code: string
  /** Whether the same call may go through at another moment: a deadlock, a row deleted meanwhile. */
  readonly isTiming: boolean

  constructor(message: string, code: string, isTiming: boolean, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.isTiming = isTiming
  }
}

/**
 * The store cannot be reached or cannot work just now: nothing is wrong with what it was given, so the same
 * call is worth repeating. Any other error of a `StateStore` is about the data.
 */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError'
}
