import type { Failure } from './run.ts'
import type { Step } from './steps.ts'

/**
 * Makes a failing run shorter as long as it still fails: leaves out ever smaller pieces, then parts of single steps.
 *
 * @param attempt does the steps on a fresh database
 */
export async function shrink(
  steps: readonly Step[],
  attempt: (steps: readonly Step[]) => Promise<Failure | undefined>,
): Promise<readonly Step[]> {
  let shortest = steps
  const fails = async (some: readonly Step[]) => {
    if (some.length === 0 || (await attempt(some)) === undefined) return false
    shortest = some
    return true
  }
  for (let size = Math.ceil(shortest.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < shortest.length; ) {
      const shorter = [...shortest.slice(0, at), ...shortest.slice(at + size)]
      if (!(await fails(shorter))) at += size
    }
  }
  for (let at = 0; at < shortest.length; at++) {
    for (const smaller of smallerThan(shortest[at] as Step)) {
      await fails(shortest.with(at, smaller))
    }
  }
  return shortest
}

/** The step with one of its parts left out, for each. */
function smallerThan(step: Step): Step[] {
  const without = <T>(items: readonly T[]): T[][] => items.map((_, n) => items.toSpliced(n, 1))
  if (step.do === 'at-once' || step.do === 'outage')
    return step.steps.length === 1
      ? [...step.steps]
      : without(step.steps).map((steps) => ({ ...step, steps }))
  if (step.do === 'webhook') return without(step.items).map((items) => ({ ...step, items }))
  if (step.do === 'inbound') return without(step.messages).map((messages) => ({ ...step, messages }))
  if (step.do === 'import') return without(step.lines).map((lines) => ({ ...step, lines }))
  if (step.do === 'insert-recipients') return without(step.rows).map((rows) => ({ ...step, rows }))
  return []
}
