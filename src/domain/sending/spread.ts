/**
 * Spreads members over time so that the number's rate holds: each not before its own time, and no two closer than the rate
 * allows. In the order of their times; of equal ones in the given order.
 */
export function spread<Member extends { readonly notBeforeMs: number }>(
  members: readonly Member[],
  perSecond: number,
): Member[] {
  const stepMs = 1000 / perSecond
  let freeMs = Number.NEGATIVE_INFINITY
  return members
    .toSorted((a, b) => a.notBeforeMs - b.notBeforeMs)
    .map((member) => {
      const atMs = Math.max(member.notBeforeMs, freeMs)
      freeMs = atMs + stepMs
      return { ...member, notBeforeMs: Math.floor(atMs) }
    })
}
