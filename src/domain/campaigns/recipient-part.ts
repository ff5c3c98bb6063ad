import type { Campaign } from './campaign.ts'

/**
 * The recipients that a campaign's counters and breakdowns count: cumulative, as the counters are (who read was sent to and
 * delivered), and what follows from two of them.
 */
export const RECIPIENT_PARTS = [
  'pending',
  'sent',
  'awaiting',
  'delivered',
  'unread',
  'read',
  'unanswered',
  'replied',
  'unreported',
  'failed',
  'contradictory',
  'unregistered',
] as const
export type RecipientPart = (typeof RECIPIENT_PARTS)[number]

/** How many recipients of a campaign are in a part: as many as its list holds. */
export function countOfPart({ counters, breakdowns }: Campaign, part: RecipientPart): number {
  switch (part) {
    case 'awaiting':
      return counters.recipients - counters.pending - counters.delivered - counters.failed
    case 'unread':
      return counters.delivered - counters.read
    case 'unanswered':
      return counters.read - counters.replied
    case 'unreported':
      return breakdowns.get('u') ?? 0
    case 'contradictory':
      return breakdowns.get('c') ?? 0
    case 'unregistered':
      return breakdowns.get('w') ?? 0
    default:
      return counters[part]
  }
}
