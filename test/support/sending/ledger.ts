/** What a simulated API took: the truth about what people got. */
export interface LedgerEntry {
  readonly id: string
  /** "+" and digits. */
  readonly phone: string
  readonly reference?: string
  readonly template: string
  readonly values: readonly string[]
}

export class Ledger {
  readonly entries: LedgerEntry[] = []

  add(entry: LedgerEntry): void {
    this.entries.push(entry)
  }

  /** How many messages a person got. */
  count(phone: string): number {
    return this.entries.filter((entry) => entry.phone === phone).length
  }
}
