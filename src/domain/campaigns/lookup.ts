/**
 * What is wrong with the tables by which messages and recipients are found: `message_ids` leads from an id to its message,
 * `recipient_ranges` to the recipients of one status, `inbound_messages` from a reply to what it answers.
 */
export interface LookupFaults {
  /** Absent where only one campaign was looked at. */
  readonly ids?: {
    /** Ids of messages that are not entered. */
    readonly missing: number
    /** Ids that lead to another message than the one that bears them. */
    readonly astray: number
    /** Ids that lead to a message that is not there. */
    readonly dangling: number
  }
  /** Absent as `ids` are. */
  readonly replies?: {
    /** Inbound messages that are counted for another message than the one that they name, or for one that is not there. */
    readonly astray: number
  }
  readonly ranges: {
    /** Ranges of recipients' keys in which a status occurs that is not noted. */
    readonly missing: number
  }
}

/** How many entries are wrong or missing. */
export function faultsIn({ ids, replies, ranges }: LookupFaults): number {
  const wrongIds = ids === undefined ? 0 : ids.missing + ids.astray + ids.dangling
  return wrongIds + (replies?.astray ?? 0) + ranges.missing
}

/** An id that a message bears and that does not lead to it. */
export interface LostId {
  readonly id: string
  /** The message that bears it. */
  readonly key: bigint
  /** Where it leads instead. */
  readonly leadsTo?: bigint
  /** Whether the message there bears it too: one that was made because the first was not found. */
  readonly isShared: boolean
}

/** A range of keys of recipients in which a status occurs. */
export interface StatusRange {
  readonly campaignId: string
  readonly status: string
  readonly range: string
}

/**
 * Where ids have to lead, and which messages have to be joined anew: one of their ids leads to another message that bears it
 * too, and the join makes one of the two.
 */
export function rightLeads(lost: readonly LostId[]): {
  readonly leads: ReadonlyMap<string, bigint>
  readonly anew: ReadonlySet<bigint>
} {
  const leads = new Map<string, bigint>()
  const anew = new Set<bigint>()
  for (const { id, key, isShared } of lost) {
    if (isShared || leads.has(id)) anew.add(key)
    else leads.set(id, key)
  }
  return { leads, anew }
}
