import type { CounterDelta } from '../../../domain/messages/change.ts'
import type { Run } from '../messages/transact.ts'

/** Adds to the counters of campaigns, which it locks in id order. Sends its statements at once. */
export async function countCampaigns(
  run: Run,
  counters: ReadonlyMap<string, CounterDelta>,
  alsoLock: readonly string[] = [],
): Promise<void> {
  const ids = [...counters.keys()]
  const locked = [...new Set([...ids, ...alsoLock])]
  // A single row is locked as it is written.
  const locks = locked.length > 1 || counters.size === 0 ? run('campaigns/lock-campaigns', locked) : undefined
  const deltas = [...counters.values()]
  const of = (counter: keyof CounterDelta) => deltas.map((delta) => delta[counter])
  await Promise.all([
    locks,
    counters.size > 0 &&
      run(
        'campaigns/count-campaigns',
        ids,
        of('pending'),
        of('sent'),
        of('delivered'),
        of('read'),
        of('failed'),
        of('replied'),
        of('recipients'),
      ),
  ])
}

export interface BreakdownDelta {
  readonly campaignId: string
  readonly key: string
  readonly recipients: number
}

/** Adds to the breakdowns of campaigns that are locked. */
export async function countBreakdowns(run: Run, deltas: readonly BreakdownDelta[]): Promise<void> {
  if (deltas.length === 0) return
  await run(
    'campaigns/count-breakdowns',
    deltas.map(({ campaignId }) => campaignId),
    deltas.map(({ key }) => key),
    deltas.map(({ recipients }) => recipients),
  )
}
