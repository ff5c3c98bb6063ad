/** What a message's report may say, in the oracle's own words. */
export const KINDS = ['sent', 'delivered', 'read', 'played', 'failed'] as const
export type Kind = (typeof KINDS)[number]
/** Milliseconds since the epoch by kind. */
export type Times = Readonly<Partial<Record<Kind, number>>>

/** What one webhook says of one message. */
export interface Item {
  /** One id in Meta's and the flat body; one or two in AiSensy's. */
  readonly ids: readonly string[]
  readonly times: Times
  readonly phone?: string
  /** Only AiSensy names it. */
  readonly campaign?: string
  /** Of a failure. */
  readonly codes?: readonly string[]
  /** Meta's category; only in Meta's and the flat body. */
  readonly category?: string
}

/** That a person wrote to us. */
export interface Inbound {
  readonly id: string
  readonly phone: string
  readonly at: number
  /** The id of the message that it names. */
  readonly answers?: string
}

/** A line of a list. */
export interface Line {
  readonly phone?: string
  readonly message_id?: string
  readonly submitted_message_id?: string
  readonly reference?: string
}

/** The columns of a recipient that its sender writes; times in milliseconds, `null` empties a column. */
export interface Written {
  readonly status?: string
  readonly sent_at?: number | null
  readonly delivered_at?: number | null
  readonly read_at?: number | null
  readonly failed_at?: number | null
  readonly phone_number?: string | null
  readonly whatsapp_message_id?: string | null
  readonly campaign_id?: string
  readonly reference?: string
  readonly updated_at?: number
}

/** Which recipients a statement of a sender concerns. */
export interface Where {
  readonly reference?: string
  readonly messageId?: string
  readonly campaign?: string
}

/** Which replica does it. */
export type Replica = 0 | 1

/** One step of a run: data, so that a run can be printed, repeated and made shorter. Harmless where what it names is not there. */
export type Step =
  | {
      readonly do: 'webhook'
      readonly by: Replica
      readonly as: 'flat' | 'meta' | 'aisensy'
      readonly items: readonly Item[]
    }
  | {
      readonly do: 'inbound'
      readonly by: Replica
      readonly as: 'flat' | 'meta'
      readonly messages: readonly Inbound[]
    }
  | { readonly do: 'at-once'; readonly steps: readonly Step[] }
  // In turn; the database cannot be reached by the one replica until it is over.
  | { readonly do: 'outage'; readonly by: Replica; readonly steps: readonly Step[] }
  | { readonly do: 'rename-campaign'; readonly by: Replica; readonly id: string; readonly name: string }
  | { readonly do: 'create-campaign'; readonly by: Replica; readonly id: string; readonly name: string }
  | {
      readonly do: 'import'
      readonly by: Replica
      readonly as: 'csv' | 'ndjson'
      readonly campaign: string
      readonly lines: readonly Line[]
    }
  | { readonly do: 'patch'; readonly by: Replica; readonly where: Where; readonly set: Line }
  | { readonly do: 'recount'; readonly by: Replica }
  | { readonly do: 'restart'; readonly by: Replica }
  | { readonly do: 'minute'; readonly by: Replica }
  // What the sender's own service does, in SQL.
  | {
      readonly do: 'insert-campaign'
      readonly id: string
      readonly name: string
      readonly rows?: readonly Written[]
    }
  // Copied with its recipients, or deleted with them and put back.
  | { readonly do: 'copy-campaign'; readonly id: string; readonly to: string }
  | { readonly do: 'put-back-campaign'; readonly id: string }
  | { readonly do: 'insert-recipients'; readonly rows: readonly Written[] }
  | { readonly do: 'update-recipients'; readonly where: Where; readonly set: Written }
  | { readonly do: 'delete-recipients'; readonly where: Where }
  | { readonly do: 'replace-recipients'; readonly where: Where }
  | { readonly do: 'truncate-recipients' }
  | {
      readonly do: 'insert-message'
      readonly id: string
      readonly times: Times
      readonly createdAt: number
      readonly phone?: string
      readonly naive: boolean
    }
  | { readonly do: 'update-message'; readonly id: string; readonly times: Times }
  | { readonly do: 'delete-message'; readonly id: string }
  | { readonly do: 'truncate-messages' }
  | { readonly do: 'overwrite-counters'; readonly id: string }
  | { readonly do: 'delete-campaign'; readonly id: string }
