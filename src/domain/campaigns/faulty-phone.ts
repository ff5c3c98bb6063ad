/** A recipient whose stored number cannot be one. */
export interface FaultyPhone {
  readonly campaignId: string
  readonly recipientKey: string
  readonly stored: string
  /** The number that was meant, where it can be told. */
  readonly meant?: string
  /** Why it is none, where nothing can be told. */
  readonly problem?: string
}
