import { type ScheduledTask, schedule } from 'node-cron'

/** The ticks that the service needs, as node-cron writes them. */
const PATTERNS = {
  everyMinute: '* * * * *',
  everyTenSeconds: '*/10 * * * * *',
  everyFiveSeconds: '*/5 * * * * *',
} as const

/** Shorter than cron's steps. */
const QUARTER_SECOND_MS = 250

const ignore = () => undefined
/** The library prints overlapping ticks to the console, past our log; here they are expected. */
const SILENT = { info: ignore, warn: ignore, error: ignore, debug: ignore }

/**
 * Runs a job at each tick, never twice at once, until the signal is aborted. What it throws goes to `onError`; the
 * next tick still comes.
 */
export function onTick(
  tick: keyof typeof PATTERNS | 'everyQuarterSecond',
  job: () => Promise<void>,
  onError: (error: unknown) => void,
  signal: AbortSignal,
): void {
  if (tick === 'everyQuarterSecond') {
    repeat(job, onError, signal)
    return
  }
  const options = { noOverlap: true, timezone: 'Etc/UTC', logger: SILENT }
  endingWith(signal).push(schedule(PATTERNS[tick], () => job().catch(onError), options))
}

/** The tasks that end with a signal, behind one listener: Node takes more than ten for a leak, and says so in the log. */
const tasksOf = new WeakMap<AbortSignal, ScheduledTask[]>()

function endingWith(signal: AbortSignal): ScheduledTask[] {
  const known = tasksOf.get(signal)
  if (known !== undefined) return known
  const tasks: ScheduledTask[] = []
  tasksOf.set(signal, tasks)
  signal.addEventListener(
    'abort',
    () => {
      for (const task of tasks) void task.destroy()
    },
    { once: true },
  )
  return tasks
}

function repeat(job: () => Promise<void>, onError: (error: unknown) => void, signal: AbortSignal): void {
  const run = () => {
    if (signal.aborted) return
    job()
      .catch(onError)
      .finally(() => setTimeout(run, QUARTER_SECOND_MS).unref())
  }
  run()
}
