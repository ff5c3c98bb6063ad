import type { SendRules } from './plan.ts'

/** The rules where nobody says otherwise. */
export const DEFAULT_RULES: SendRules = {
  values: [],
  evenIfItMayStillArrive: false,
  // Meta: marketing and utility messages are tried for 30 days.
  ttlHours: 720,
  followUpAfterHours: 24,
  window: { fromMinute: 9 * 60, toMinute: 21 * 60 },
  otherwiseZones: ['UTC'],
  maxPerDay: 3,
  maxRounds: 3,
  at: 'once',
  lateHours: 24,
}
