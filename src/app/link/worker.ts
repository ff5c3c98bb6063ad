import { setTimeout as sleep } from 'node:timers/promises'
import { pauseAfter } from '../../domain/async/back-off.ts'
import { createSingleFlight } from '../../domain/async/single-flight.ts'
import { within } from '../async/within.ts'
import { createRounds, type RoundParts } from './round.ts'
import { createStandstill } from './standstill.ts'

/** How long a webhook's answer waits for its rows to be written back, while that keeps up. */
const WAIT_MS = 200
const IDLE_MS = 250
const BACK_OFF = { firstMs: 500, lastMs: 10_000 }
/** While webhooks come as fast as they are answered, the link rests this many times as long as it worked. */
const RESTS_WHILE_BUSY = 19
const LONGEST_REST_MS = 5_000
/** Resting ends this soon when they no longer do. */
const REST_STEP_MS = 100

export interface LinkWorkerParts extends RoundParts {
  /** Whether webhooks come as fast as they are answered: they go first then. */
  readonly isBusy?: () => boolean
}

export interface LinkWorker {
  /** Works until the signal is aborted. Never rejects. */
  run(): Promise<void>
  /**
   * Reads all rows in for the first time, and resolves when that is done, here or on another process, or the signal is
   * aborted. It goes on where it was left.
   */
  copyAll(onProgress: (rows: number) => void): Promise<void>
  /** Resolves when what is committed now is written back; at once while that does not keep up, and after 200 ms at most. */
  caughtUp(): Promise<void>
}

/** Reads others' tables in and writes back to them, on one replica at a time. */
export function createLinkWorker(parts: LinkWorkerParts): LinkWorker {
  const { links, signal } = parts
  const rounds = createRounds(parts)
  let startedMs: number | undefined
  let isFailing = false

  const flight = createSingleFlight(async () => {
    startedMs = parts.now()
    return rounds.work().finally(() => {
      startedMs = undefined
    })
  })
  async function restWhileBusy(restMs: number): Promise<void> {
    const untilMs = parts.now() + Math.min(LONGEST_REST_MS, restMs)
    while (parts.isBusy?.() === true && parts.now() < untilMs && !signal.aborted)
      await sleep(REST_STEP_MS, undefined, { signal }).catch(() => undefined)
  }

  return {
    async copyAll(onProgress) {
      const sayWhatStands = createStandstill(parts)
      rounds.lookAgain()
      do {
        const isBusy = await flight.run()
        const state = rounds.state()
        onProgress(state?.tables.reduce((sum, table) => sum + table.rowsRead, 0) ?? 0)
        if (isBusy || rounds.isCopied()) continue
        // Another process has the lease, and does it.
        if (state !== undefined && !rounds.isHolder()) await sayWhatStands(state)
        await sleep(IDLE_MS, undefined, { signal }).catch(() => undefined)
        rounds.lookAgain()
      } while (!signal.aborted && !rounds.isCopied())
      if (rounds.isHolder()) await links.giveUpLease(parts.holder)
    },
    async run() {
      let failures = 0
      while (!signal.aborted) {
        let pauseMs = 0
        const beganMs = parts.now()
        try {
          pauseMs = (await flight.run()) ? 0 : IDLE_MS
          await restWhileBusy(RESTS_WHILE_BUSY * (parts.now() - beganMs))
          failures = 0
          isFailing = false
        } catch (error) {
          pauseMs = pauseAfter(++failures, BACK_OFF)
          rounds.lookAgain()
          // While nothing is linked, or nobody knows, others say that the database is away.
          if (!isFailing && rounds.state() !== undefined) parts.onFailing?.(error)
          isFailing = true
        }
        if (pauseMs > 0) await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
      }
      if (rounds.isHolder()) await links.giveUpLease(parts.holder).catch(() => undefined)
    },
    async caughtUp() {
      const keepsUp = startedMs === undefined || parts.now() - startedMs < WAIT_MS
      const isAway = rounds.state() === undefined || !rounds.isHolder() || isFailing || !rounds.isCopied()
      if (isAway || !keepsUp || parts.isBusy?.() === true) return
      await within(
        flight.runAfresh().then(
          () => true,
          () => false,
        ),
        WAIT_MS,
      )
    },
  }
}
