import fc from 'fast-check'
import { KINDS, type StatusReport } from '../../src/domain/messages/report.ts'
import { report } from '../support/reports.ts'

const HOUR_MS = 3_600_000
const MESSAGES = 25

/** Reports of some messages that were heard of at any time in the last 40 days, with everything that analytics counts. */
export function anyTraffic(nowMs: number): fc.Arbitrary<StatusReport[]> {
  const one = fc
    .record({
      message: fc.integer({ min: 0, max: MESSAGES }),
      kind: fc.constantFrom(...KINDS),
      // Mostly of today, so that short windows hold something.
      heardHoursAgo: fc.oneof(
        fc.double({ min: 0, max: 23, noNaN: true }),
        fc.double({ min: 23, max: 960, noNaN: true }),
      ),
      afterMs: fc.integer({ min: -2_000, max: 4 * HOUR_MS }),
      alias: fc.boolean(),
      estimated: fc.boolean(),
      phone: fc.constantFrom(undefined, '+919800000001', '+919800000002', '+919800000003'),
      campaignName: fc.constantFrom(undefined, 'diwali', 'holi'),
      code: fc.constantFrom('131026', '131049'),
      pricing: fc.constantFrom(
        undefined,
        { billable: true, category: 'marketing', model: 'PMP' },
        { category: 'utility' },
      ),
    })
    .map(
      ({ message, kind, heardHoursAgo, afterMs, alias, estimated, phone, campaignName, code, pricing }) => {
        const heardMs = Math.floor(nowMs - heardHoursAgo * HOUR_MS)
        return report({
          ids: alias
            ? [`AS-${message}`, `wamid.${message}`]
            : [message % 2 === 0 ? `AS-${message}` : `wamid.${message}`],
          kind,
          occurrence: { atMs: heardMs + afterMs, estimated },
          receivedAtMs: heardMs,
          ...(phone !== undefined && { phone }),
          ...(campaignName !== undefined && { campaignName }),
          ...(pricing !== undefined && { pricing }),
          ...(kind === 'failed' && { failure: { code } }),
        })
      },
    )
  return fc.array(one, { minLength: 1, maxLength: 60 })
}
