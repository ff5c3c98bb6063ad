import type { Decide } from '../messages/ports.ts'
import type { StatusReport } from '../messages/report.ts'
import type { Column, Relation, Role, Shape, TableName } from './shape.ts'

/** Columns of theirs and the values to write, as JSON that each column's type reads. */
export type Values = Readonly<Record<string, unknown>>

/** A row of theirs: its key as text, and its columns by role as JSON shows them. */
export interface TheirRow {
  readonly key: string
  readonly values: Readonly<Record<Role, unknown>>
}

/** A row of ours as it is to be written back, by role: times as ISO text, counters as numbers, a message's status as kinds, and the number of its recipient. */
export interface OwnRow {
  readonly key: string
  /** Messages: every id that theirs may have. */
  readonly ids: readonly string[]
  readonly values: Readonly<Record<Role, unknown>>
}

/** A recipient of theirs as it is taken into ours. `changed` names what differs from what was seen before. */
export interface RecipientLine {
  readonly their_key: string
  readonly own_key?: string
  readonly campaign_id: string
  readonly phone_number?: string
  readonly whatsapp_message_id?: string
  readonly status?: string
  readonly sent_at?: string
  readonly delivered_at?: string
  readonly read_at?: string
  readonly failed_at?: string
  readonly created_at?: string
  readonly changed: readonly Role[]
}

/** What is known of a row of theirs. */
export interface KnownRow {
  readonly ownKey: string
  readonly seen: Readonly<Record<Role, unknown>>
}

/** The state of the link of one table. */
export interface LinkedTable {
  readonly name: TableName
  /** False: their rows are polled instead. */
  readonly hasTrigger: boolean
  readonly sweptTo?: string
  readonly rowsRead: number
  readonly isCopied: boolean
  /** Whether rows that an earlier link knew are still to be compared with ours. */
  readonly hasKnown: boolean
  /** See `identityOf`. Absent: not looked at yet. */
  readonly identity?: string
  /** Whether all rows are being compared anew. */
  readonly readsAnew: boolean
}

export interface LinkState {
  readonly schema: string
  readonly linkedAtMs: number
  readonly tables: readonly LinkedTable[]
  /** Rows of ours that wait to be written back; 100,000 stands for more. */
  readonly outbox: number
  /** How long the oldest of them has waited. */
  readonly lagSeconds: number
  readonly changes: number
  readonly failures: number
}

/** `out`: a row of ours that their table refused; `in`: a row of theirs that cannot be taken in. */
export const DIRECTIONS = ['in', 'out'] as const
export type Direction = (typeof DIRECTIONS)[number]

/** A row that was refused. */
export interface LinkFailure {
  readonly direction: Direction
  readonly table: string
  /** Of our row, or of theirs. */
  readonly key: string
  readonly attempts: number
  readonly firstAtMs: number
  /** Absent: only a new report of it, or a person, has it tried again. */
  readonly nextAttemptAtMs?: number
  readonly code: string
  readonly message: string
}

export interface OutboxEntry {
  /** Absent: a failure whose time has come. */
  readonly id?: string
  readonly table: TableName
  readonly key: string
  /** It failed as a whole lately, and its next attempt has not come. */
  readonly isWaiting: boolean
  /** Columns of theirs that refused it lately, and whose next attempt has not come. */
  readonly waitingColumns: readonly string[]
  /** Since it was written, or since it first failed. */
  readonly waitedMs: number
}

/** What is known of the link, kept in Bluetick's own schema. Everything may be repeated. Rejects with `StoreUnavailableError` where it cannot work now. */
export interface LinkStore {
  state(): Promise<LinkState | undefined>
  /** What lies in their schema under one of the documents' names. A lock on it is waited for a second at most. */
  relation(schema: string, name: TableName): Promise<Relation | undefined>
  /** Links tables: makes triggers where the role may. What is linked already stays so. @returns the tables that have none */
  link(shapes: readonly Shape[]): Promise<readonly TableName[]>
  /** Notes what a linked table is now, and makes its trigger where it is wanted. @returns whether a trigger notes its changes */
  follow(shape: Shape, wantsTrigger: boolean, readsAnew: boolean): Promise<boolean>
  /** Notes that a linked table is not there. What waits for it goes, but for messages that it never had: it is compared anew when it is back. */
  lose(table: TableName): Promise<void>
  /** Ends the link; takes the triggers away. @returns the statements that are left to owners of tables that are not the role's */
  unlink(): Promise<readonly string[]>
  /** @returns whether this process has, or now has, the lease */
  lease(holder: string): Promise<boolean>
  giveUpLease(holder: string): Promise<void>
  /** Keys of theirs that were noted, and those that could not be taken in and are due. `limit` is of each table. */
  changes(tables: readonly TableName[], limit: number): Promise<readonly NotedChange[]>
  forgetChanges(table: TableName, ids: readonly string[]): Promise<void>
  /** @param limit of each table */
  outbox(tables: readonly TableName[], limit: number): Promise<readonly OutboxEntry[]>
  forgetOutbox(table: TableName, ids: readonly string[]): Promise<void>
  /** Has the counters of all campaigns written back. */
  enqueueCampaigns(): Promise<void>
  enqueue(table: TableName, keys: readonly string[]): Promise<void>
  /** Has the next rows of ours written back that an earlier link knew, with the messages of recipients. @returns whether there were any */
  enqueueKnown(table: TableName, limit: number): Promise<boolean>
  /** Has messages of ours written back that bear one of these ids. */
  enqueueMessages(ids: readonly string[]): Promise<void>
  known(table: TableName, theirKeys: readonly string[]): Promise<ReadonlyMap<string, KnownRow>>
  knownAfter(table: TableName, afterKey: string, limit: number): Promise<readonly string[]>
  saveKnown(table: TableName, rows: readonly SeenRow[]): Promise<void>
  /** Their rows are gone: so are recipients of ours that stood for them. */
  forgetRows(table: TableName, theirKeys: readonly string[]): Promise<void>
  /** How far their rows are read; no key: the end was reached. */
  swept(table: TableName, lastKey: string | undefined, rows: number): Promise<void>
  putCampaigns(rows: readonly object[]): Promise<void>
  /** Takes what changed in recipients that are known into ours, as what somebody else wrote. */
  changeRecipients(lines: readonly RecipientLine[]): Promise<void>
  failed(
    direction: Direction,
    table: TableName,
    keys: readonly string[],
    code: string,
    message: string,
    /** Of theirs, where only these were refused. */
    columns: readonly string[],
  ): Promise<void>
  taken(direction: Direction, table: TableName, keys: readonly string[]): Promise<void>
  /** Those of the keys of theirs that could not be taken in, and whose next attempt has not come. */
  waiting(table: TableName, theirKeys: readonly string[]): Promise<ReadonlySet<string>>
  failures(limit: number): Promise<readonly LinkFailure[]>
  /** @returns how many are tried again now */
  retryFailures(): Promise<number>
}

/** A key of theirs that was noted. */
export interface NotedChange {
  /** Absent: a failure whose time has come. */
  readonly id?: string
  readonly table: TableName
  readonly key: string
}

/** What a row of theirs looked like, and which of ours stands for it. */
export interface SeenRow {
  readonly their_key: string
  readonly own_key: string
  readonly seen: unknown
}

/** Recipients of theirs that are new to us, with what rows of their messages say. */
export interface NewRecipients {
  readonly recipients: readonly { readonly line: RecipientLine; readonly theirs: TheirRow }[]
  readonly messages: readonly TheirRow[]
  readonly reports: readonly StatusReport[]
  /** Whether a row of theirs lacks what ours says: only then is ours written back. */
  readonly lacks: (table: TableName, own: OwnRow['values'], theirs: TheirRow) => boolean
}

/**
 * Takes recipients of theirs in that are new to us, joined and counted, in one transaction: all or none. What is known
 * already, or was taken in by another replica meanwhile, is left out, so it may be repeated.
 *
 * @throws StoreRefusedError where the server refuses it
 */
export type PutNewRecipients = (rows: NewRecipients, decide: Decide) => Promise<void>

/** Their tables themselves. Locks of theirs are waited for a second at most. */
export interface TheirTables {
  rowsAfter(shape: Shape, afterKey: string | undefined, limit: number): Promise<readonly TheirRow[]>
  /** As `rowsAfter`, without rows that are known already, or were refused and are not due; `keys` are of all of them. */
  newRowsAfter(
    shape: Shape,
    afterKey: string | undefined,
    limit: number,
  ): Promise<{ readonly rows: readonly TheirRow[]; readonly keys: readonly string[] }>
  rowsByKey(shape: Shape, keys: readonly string[]): Promise<readonly TheirRow[]>
  /** Rows of messages by `message_id`, but for those that are known already: what these say was taken in, or we wrote it. */
  newRowsOfMessages(shape: Shape, ids: readonly string[]): Promise<readonly TheirRow[]>
  /** A value of a column that several rows bear, if there is any. */
  sharedId(shape: Shape, by: Column): Promise<string | undefined>
  ownRows(table: TableName, keys: readonly string[]): Promise<readonly OwnRow[]>
  /**
   * Compares and writes in one transaction: `decide` is given our rows, each with every row of theirs that it stands for and that could
   * be locked.
   *
   * @returns keys of ours that were not written as wanted, and why
   * @throws StoreRefusedError where their table refuses it
   */
  writeBack(shape: Shape, rows: readonly OwnRow[], decide: DecideRow): Promise<readonly Unwritten[]>
  /**
   * As `writeBack`, of one row that was refused: what their table takes of it is written.
   *
   * @throws StoreRefusedError where it is not about columns
   */
  writeByColumn(shape: Shape, row: OwnRow, decide: DecideRow): Promise<readonly Unwritten[]>
  /**
   * Tries a write on their table and rolls it back.
   *
   * @param key of the row to update; absent: a row is inserted
   * @returns what the server says against it
   */
  trial(shape: Shape, values: Values, key?: string): Promise<string | undefined>
}

/** @param isAll whether there are no more rows of theirs: those that somebody has locked are not among them */
export type DecideRow = (own: OwnRow, theirs: readonly TheirRow[], isAll: boolean) => Decision

/** A row of ours, or columns of it, that were not written as wanted. */
export interface Unwritten {
  readonly key: string
  readonly reason: string
  /** SQLSTATE; absent: their table took it, and does not show it. */
  readonly code?: string
  /** Absent: the whole row. */
  readonly columns?: readonly string[]
  /** Somebody has theirs locked, or hides it: a moment later it may go through. */
  readonly isHeld: boolean
}

export interface Decision {
  /** What each row of theirs lacks, by its key. */
  readonly updates: ReadonlyMap<string, Values>
  readonly insert?: Values
}
