import { beforeEach, expect, test } from 'vitest'
import { type AlertEngine, createAlertEngine } from '../../src/app/alerts/engine.ts'
import type { Tick } from '../../src/app/async/ticker.ts'

let log: string[]
let problems: string[]
let away: boolean
let failing: string | undefined
/** Ends what a pass of mails waits for. */
let endPass: () => void
let ticks: { readonly tick: Tick; readonly run: () => Promise<void> }[]
let engine: AlertEngine

async function note(what: string): Promise<void> {
  log.push(what)
  if (what === failing) throw new Error(`${what} failed`)
}

beforeEach(() => {
  log = []
  problems = []
  away = false
  failing = undefined
  ticks = []
  engine = createAlertEngine({
    onTick(tick, job, onError, signal) {
      const run = () => job().catch(onError)
      signal.addEventListener('abort', () => ticks.splice(0))
      ticks.push({ tick, run })
    },
    outage: { look: () => note('look'), away: () => away },
    async deliver() {
      await note('mails begin')
      await new Promise<void>((resolve) => {
        endPass = resolve
      })
      await note('mails end')
    },
    async cycle(deliver) {
      await note('evaluate')
      await deliver()
      await note('heartbeat')
    },
    flushServiceStats: () => note('flush'),
    onProblem: (problem) => problems.push(problem),
  })
  engine.start(new AbortController().signal)
})

/** One tick of each job with that rhythm. */
function tick(name: Tick): Promise<unknown> {
  return Promise.all(ticks.filter((one) => one.tick === name).map(({ run }) => run()))
}

test('mails found by an evaluation leave in a pass that began after it', async () => {
  const mails = tick('everyTenSeconds')
  await expect.poll(() => log).toEqual(['look', 'mails begin'])
  const cycle = tick('everyMinute')
  await expect.poll(() => log).toContain('evaluate')
  endPass()
  await mails
  await expect.poll(() => log.filter((what) => what === 'mails begin')).toHaveLength(2)
  expect(log).not.toContain('heartbeat')
  endPass()
  await cycle
  expect(log.at(-1)).toBe('heartbeat')
})

test('while the database is away it is watched, and nothing else is tried', async () => {
  away = true
  for (const name of ['everyFiveSeconds', 'everyTenSeconds', 'everyMinute'] as const) await tick(name)
  expect(log).toEqual(['look'])
  await engine.finish()
  expect(log).toEqual(['look'])
})

test('a job that fails is named, and the next tick tries it again', async () => {
  failing = 'evaluate'
  await tick('everyMinute')
  expect(problems).toEqual(['alert rules cannot be evaluated; retried soon'])
  failing = undefined
  const cycle = tick('everyMinute')
  await expect.poll(() => log.at(-1)).toBe('mails begin')
  endPass()
  await cycle
  expect(log.at(-1)).toBe('heartbeat')
})

test('finish waits for what is under way, writes the last figures, and says where that fails', async () => {
  failing = 'flush'
  const mails = tick('everyTenSeconds')
  await expect.poll(() => log.at(-1)).toBe('mails begin')
  let finished = false
  const finishing = engine.finish().then(() => {
    finished = true
  })
  await Promise.resolve()
  expect(finished).toBe(false)
  endPass()
  await Promise.all([mails, finishing])
  expect(log.slice(-2)).toEqual(['mails end', 'flush'])
  expect(problems).toEqual(['the last stats were lost'])
})
