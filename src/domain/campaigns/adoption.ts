/** A table that is there already. */
export interface ExistingTable {
  readonly name: string
  readonly columns: readonly string[]
  readonly idType: string | null
  /** Columns whose times have no zone: taken as UTC. */
  readonly naiveTimes: number
  /** About; PostgreSQL's own estimate. */
  readonly rows: number
}

/** What adopting would meet. */
export interface Inspection {
  readonly tables: readonly ExistingTable[]
  /** Columns that would refuse Bluetick's rows, and what is done about each. */
  readonly surprises: readonly { readonly table: string; readonly column: string; readonly remedy: string }[]
  readonly messages?: {
    readonly duplicates: number
    readonly without_id: number
    readonly unreadable: number
  }
  readonly recipients?: { readonly without_campaign: number; readonly unknown_status: number }
  readonly counters?: { readonly campaigns: number; readonly wrong: number }
}
