import type { Readable } from 'node:stream'
import type { AccountStore, SuppressionFilter } from '../../../domain/account/ports.ts'
import type { ListFormat, RefusedLine } from '../../../domain/campaigns/recipient-line.ts'
import type { Country } from '../../../domain/phones/numbering-plans.ts'

/** What became of a list of numbers. `lines` = added + unchanged + refused. */
export interface SuppressionImport {
  readonly lines: number
  readonly added: number
  readonly unchanged: number
  readonly refused: number
  readonly refusedLines: readonly RefusedLine[]
}

/** What the commands about the account drive. */
export interface AccountCommands {
  readonly store: AccountStore
  /** Throws ListError. */
  importSuppressions(list: Readable, format: ListFormat): Promise<SuppressionImport>
  /** As CSV, piece by piece. */
  exportSuppressions(filter: SuppressionFilter): AsyncIterable<string>
  /** Where phone numbers without a country code are from. */
  readonly defaultCountry?: Country | undefined
  now(): number
}
