import type { CounterDelta } from '../../../domain/messages/change.ts'
import type { Run } from '../messages/transact.ts'

/**
 * Adds to the counters of campaigns, which it locks in id order. Sends its statements at once. Where a trigger of somebody
 * else's keeps a campaign's row as it is, the campaign is noted, to be recounted: no report is refused for it.
 *
 * @returns the campaigns that were not written
 */
export async function countCampaigns(
  run: Run,
  counters: ReadonlyMap<string, CounterDelta>,
  alsoLock: readonly string[] = [],
): Promise<readonly string[]> {
  const ids = [...counters.keys()]
  const locked = [...new Set([...ids, ...alsoLock])]
  // Those that are counted in alone are locked as they are written.
  const locks = locked.length > ids.length ? run('campaigns/lock-campaigns', locked) : undefined
  const deltas = [...counters.values()]
  const of = (counter: keyof CounterDelta) => deltas.map((delta) => delta[counter])
  const [counted] = await Promise.all([
    counters.size === 0
      ? []
      : run(
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
    locks,
  ])
  const written = new Set(counted.flatMap(({ id, as_asked }) => (as_asked === true ? [id] : [])))
  const keptBack = ids.filter((id) => !written.has(id))
  if (keptBack.length > 0) await run('external/note-miscounted', keptBack)
  return keptBack
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
