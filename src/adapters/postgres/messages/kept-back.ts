import { StoreRefusedError } from '../../../domain/messages/ports.ts'

/** SQLSTATE triggered_action_exception: no error came, and yet the row is not as it was written. Appendix A. */
export const KEPT_BACK = '09000'

/** A trigger or policy of somebody else's keeps rows of a table back without an error. */
export function keptBackError(table: string, asked: number, keptBack: number): StoreRefusedError {
  return new StoreRefusedError(
    `${keptBack} of ${asked} rows of ${table} were not written as they should be, though no error came: a trigger or a policy on the table keeps them back, or changes them.`,
    KEPT_BACK,
    false,
  )
}
