import { pauseAfter } from '../../domain/async/back-off.ts'
import type { Direction } from '../../domain/link/ports.ts'
import type { TableName } from '../../domain/link/shape.ts'

const PAUSE = { firstMs: 500, lastMs: 5_000 }

/** Turns of work on their tables, each way for itself: one that cannot be used now rests, and keeps no other from its turn. */
export interface Turns {
  rests(direction: Direction, table: TableName): boolean
  /**
   * @returns undefined where the table rests, or cannot be used now
   * @throws StoreUnavailableError where nothing at all can be done
   */
  take<T>(direction: Direction, table: TableName, work: () => Promise<T>): Promise<T | undefined>
}

export interface TurnsParts {
  readonly now: () => number
  /** Throws StoreUnavailableError where nothing at all can be written. */
  readonly probe: () => Promise<void>
  /** Called once for each table and way, until it goes well again. */
  readonly onFailing: (error: unknown, table: TableName) => void
}

export function createTurns({ now, probe, onFailing }: TurnsParts): Turns {
  const resting = new Map<string, { readonly failures: number; readonly untilMs: number }>()
  const rests: Turns['rests'] = (direction, table) =>
    (resting.get(`${direction} ${table}`)?.untilMs ?? Number.NEGATIVE_INFINITY) > now()
  return {
    rests,
    async take(direction, table, work) {
      if (rests(direction, table)) return undefined
      const turn = `${direction} ${table}`
      try {
        const result = await work()
        resting.delete(turn)
        return result
      } catch (error) {
        await probe()
        const failures = (resting.get(turn)?.failures ?? 0) + 1
        resting.set(turn, { failures, untilMs: now() + pauseAfter(failures, PAUSE) })
        if (failures === 1) onFailing(error, table)
        return undefined
      }
    },
  }
}
