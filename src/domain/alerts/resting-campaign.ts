/** A campaign whose last message was first heard of a day ago: its figures hardly move any more. */
export interface RestingCampaign {
  readonly id: string
  readonly name?: string
  readonly messages: number
  readonly delivered: number
  readonly read: number
  readonly failed: number
  readonly replied: number
  /** When its first message was heard of. */
  readonly firstMs: number
}
