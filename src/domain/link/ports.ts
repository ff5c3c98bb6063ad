import type { Relation, Role, Shape, TableName } from './shape.ts'

/** Columns of theirs and the values to write, as JSON that each column's type reads. */
export type Values = Readonly<Record<string, unknown>>

/** A row of theirs: its key as text, and its columns by role as JSON shows them. */
export interface TheirRow {
  readonly key: string
  readonly values: Readonly<Record<Role, unknown>>
}

/** A row of ours as it is to be written back, by role: times as ISO text, counters as numbers, a message's status as kinds. */
export interface OwnRow {
  readonly key: string
  /** Messages: every id that theirs may have. */
  readonly ids: readonly string[]
  readonly values: Readonly<Record<Role, unknown>>
}

/** What is known of a row of theirs. */
export interface KnownRow {
  readonly ownKey: string
  readonly seen: Readonly<Record<Role, unknown>>
}

/** The state of the link of one table. */
export interface LinkedTable {
  readonly name: TableName
  /** False: their rows are read in turn instead, for the role may not make triggers. */
  readonly hasTrigger: boolean
  readonly sweptTo?: string
  readonly rowsRead: number
  readonly isCopied: boolean
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

/** A row that their table refused. */
export interface LinkFailure {
  readonly table: string
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
  /** It failed lately, and its next attempt has not come. */
  readonly isWaiting: boolean
}

/**
 * The link to others' tables: what is known of it, kept in Bluetick's own schema. Everything may be repeated. Rejects with
 * `StoreUnavailableError` where the database cannot work just now.
 */
export interface LinkStore {
  state(): Promise<LinkState | undefined>
  /** What lies in their schema under the documents' names. */
  relations(schema: string): Promise<readonly Relation[]>
  /** Links tables: makes triggers where the role may. @returns the tables that have none */
  link(shapes: readonly Shape[]): Promise<readonly TableName[]>
  /** Ends the link; takes the triggers away. */
  unlink(state: LinkState, shapes: readonly Shape[]): Promise<void>
  /** @returns whether this process has, or now has, the lease */
  lease(holder: string): Promise<boolean>
  giveUpLease(holder: string): Promise<void>
  changes(
    limit: number,
  ): Promise<readonly { readonly id: string; readonly table: TableName; readonly key: string }[]>
  forgetChanges(ids: readonly string[]): Promise<void>
  outbox(limit: number): Promise<readonly OutboxEntry[]>
  forgetOutbox(ids: readonly string[]): Promise<void>
  enqueue(table: TableName, keys: readonly string[]): Promise<void>
  known(table: TableName, theirKeys: readonly string[]): Promise<ReadonlyMap<string, KnownRow>>
  knownAfter(table: TableName, afterKey: string, limit: number): Promise<readonly string[]>
  saveKnown(
    table: TableName,
    rows: readonly { readonly their_key: string; readonly own_key: string; readonly seen: unknown }[],
  ): Promise<void>
  /** Their rows are gone: so are recipients of ours that stood for them. */
  forgetRows(table: TableName, theirKeys: readonly string[]): Promise<void>
  /** How far their rows are read; no key: the end was reached. */
  swept(table: TableName, lastKey: string | undefined, rows: number): Promise<void>
  putCampaigns(rows: readonly object[]): Promise<void>
  putRecipients(
    rows: readonly object[],
  ): Promise<readonly { readonly their_key: string; readonly own_key: string }[]>
  failed(table: TableName, keys: readonly string[], code: string, message: string): Promise<void>
  mended(table: TableName, keys: readonly string[]): Promise<void>
  failures(limit: number): Promise<readonly LinkFailure[]>
  /** @returns how many are tried again now */
  retryFailures(): Promise<number>
}

/** Their tables themselves. Locks of theirs are waited for a second at most. */
export interface TheirTables {
  rowsAfter(shape: Shape, afterKey: string | undefined, limit: number): Promise<readonly TheirRow[]>
  rowsByKey(shape: Shape, keys: readonly string[]): Promise<readonly TheirRow[]>
  ownRows(table: TableName, keys: readonly string[]): Promise<readonly OwnRow[]>
  /**
   * Compares and writes in one transaction: `decide` is given their rows, locked, of our rows, by key of ours.
   *
   * @returns keys of ours that were not written as wanted, and why
   * @throws StoreRefusedError where their table refuses it
   */
  writeBack(
    shape: Shape,
    rows: readonly OwnRow[],
    decide: (own: OwnRow, theirs: TheirRow | undefined) => Decision,
  ): Promise<readonly { readonly key: string; readonly reason: string }[]>
  /** Tries a write on their table and rolls it back. @returns what the server says against it */
  trial(shape: Shape, values: Values, kind: 'insert' | 'update'): Promise<string | undefined>
}

export interface Decision {
  readonly update?: Values
  readonly insert?: Values
}
