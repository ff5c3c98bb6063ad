import type { AccountStore, SuppressionFilter } from '../../../../domain/account/ports.ts'
import type { Country } from '../../../../domain/phones/numbering-plans.ts'

/** What the endpoints about the account drive. */
export interface AccountApi {
  readonly store: AccountStore
  /** As CSV, piece by piece. */
  exportSuppressions(filter: SuppressionFilter): AsyncGenerator<string>
  /** Where phone numbers without a country code are from. */
  readonly defaultCountry?: Country | undefined
  /** Milliseconds since the epoch. */
  now(): number
}
