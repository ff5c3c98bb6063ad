/**
 * What is wrong with the tables by which messages and recipients are found: `message_ids` leads from an id to its message,
 * `recipient_ranges` to the recipients of one status.
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
  readonly ranges: {
    /** Ranges of recipients' keys in which a status occurs that is not noted. */
    readonly missing: number
  }
}

/** How many entries are wrong or missing. */
export function faultsIn({ ids, ranges }: LookupFaults): number {
  return ranges.missing + (ids === undefined ? 0 : ids.missing + ids.astray + ids.dangling)
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
 * Where ids have to lead, and which messages have to be joined anew, because another bears one of their ids. Of those that share
 * an id the first is kept when they are joined into one: it leads there already, since a message that is given up takes along what leads to it.
 */
export function rightLeads(lost: readonly LostId[]): {
  readonly leads: ReadonlyMap<string, bigint>
  readonly anew: ReadonlySet<bigint>
} {
  const bearers = new Map<string, bigint[]>()
  for (const { id, key, leadsTo, isShared } of lost) {
    const known = bearers.get(id) ?? []
    bearers.set(id, [...known, key, ...(isShared && leadsTo !== undefined ? [leadsTo] : [])])
  }
  const leads = new Map<string, bigint>()
  const anew = new Set<bigint>()
  for (const [id, keys] of bearers) {
    const first = keys.reduce((least, key) => (key < least ? key : least))
    leads.set(id, first)
    for (const key of keys) if (key !== first) anew.add(key)
  }
  return { leads, anew }
}
