import fc from 'fast-check'
import { KINDS, type StatusReport } from '../../src/domain/messages/report.ts'

/** 2023-12-10T11:30:00Z, where the guide's examples begin. */
export const NOON_MS = 1_702_207_800_000

/** A report with everything but what matters to the test filled in. */
export function report(over: Partial<StatusReport> = {}): StatusReport {
  return {
    source: 'meta',
    ids: ['wamid.A'],
    kind: 'sent',
    occurrence: { atMs: NOON_MS, estimated: false },
    receivedAtMs: NOON_MS + 1000,
    ...over,
  }
}

/** The three ids that AiSensy uses for one message; reports name any of them, so messages have to be found out. */
function idsOf(message: number): string[] {
  return [`AS-${message}`, `00000000-0000-4000-8000-00000000000${message}`, `wamid.${message}`]
}

const anyIds = fc
  .tuple(fc.integer({ min: 0, max: 4 }), fc.subarray([0, 1, 2], { minLength: 1 }))
  .map(([message, which]) => which.map((index) => idsOf(message)[index] as string))

/** Reports of few messages, few times and few values, so that they meet, repeat and contradict each other. */
export const anyReport: fc.Arbitrary<StatusReport> = fc
  .record({
    ids: anyIds,
    kind: fc.constantFrom(...KINDS),
    occurrence: fc.record({
      atMs: fc.integer({ min: 0, max: 5 }).map((seconds) => NOON_MS + seconds * 1000),
      estimated: fc.boolean(),
    }),
    code: fc.constantFrom('131026', '131049', '__proto__'),
    title: fc.constantFrom(undefined, 'Undeliverable', 'Held back'),
    category: fc.constantFrom(undefined, 'marketing', 'utility'),
    phone: fc.constantFrom(undefined, '+919800000001', '+919800000002'),
    campaignName: fc.constantFrom(undefined, 'diwali', 'holi'),
  })
  .map(({ code, title, category, phone, campaignName, ...rest }) =>
    report({
      ...rest,
      ...(rest.kind === 'failed' && { failure: { code, ...(title !== undefined && { title }) } }),
      ...(category !== undefined && { pricing: { category, billable: true } }),
      ...(phone !== undefined && { phone }),
      ...(campaignName !== undefined && { campaignName }),
    }),
  )

/** A set of reports, and the same set in another order, with repeats, cut into batches. */
export const anyDeliveries = fc.array(anyReport, { minLength: 1, maxLength: 14 }).chain((reports) =>
  fc.record({
    reports: fc.constant(reports),
    once: batchesOf(reports),
    again: fc
      .tuple(fc.subarray(reports), fc.array(fc.double({ noNaN: true }), { minLength: 30, maxLength: 30 }))
      .chain(([repeats, keys]) => {
        const all = [...reports, ...repeats].map((item, index) => ({ item, key: keys[index] ?? 0 }))
        return batchesOf(all.sort((a, b) => a.key - b.key).map(({ item }) => item))
      }),
  }),
)

function batchesOf(reports: readonly StatusReport[]): fc.Arbitrary<StatusReport[][]> {
  return fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 30, maxLength: 30 }).map((sizes) => {
    const batches: StatusReport[][] = []
    let from = 0
    for (const size of sizes) {
      if (from >= reports.length) break
      batches.push(reports.slice(from, from + size))
      from += size
    }
    return from < reports.length ? [...batches, reports.slice(from)] : batches
  })
}
