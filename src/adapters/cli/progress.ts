import type { Output } from './context.ts'

/** On a terminal the bar is drawn this often at most. */
const DRAW_EVERY_MS = 100
/** Elsewhere a line is written this often. */
const LINE_EVERY_MS = 5_000
const BAR_CHARACTERS = 24

export interface Progress {
  /** `done` of the total; `count` is what the rate is of, where that is something else. */
  update(done: number, count?: number): void
  /** Clears the bar. */
  end(): void
}

/** A bar with rate and remaining time on a terminal, a plain line now and then elsewhere. */
export function createProgress(
  out: Output,
  what: string,
  total: number,
  now = () => performance.now(),
): Progress {
  const startedMs = now()
  const everyMs = out.isTTY === true ? DRAW_EVERY_MS : LINE_EVERY_MS
  let shownMs = startedMs
  let drawn = false
  return {
    update(done, count = done) {
      const atMs = now()
      if (atMs - shownMs < everyMs) return
      shownMs = atMs
      const text = progressText(what, done, total, count, (atMs - startedMs) / 1000)
      out.write(out.isTTY === true ? `\r\u001b[K${barOf(done, total)} ${text}` : `${text}\n`)
      drawn = true
    },
    end() {
      if (drawn && out.isTTY === true) out.write('\r\u001b[K')
    },
  }
}

/** "123,456 lines · 45% · 21,000/s · 40 s left" */
function progressText(what: string, done: number, total: number, count: number, seconds: number): string {
  const share = total > 0 ? Math.min(done / total, 1) : 0
  const perSecond = seconds > 0 ? count / seconds : 0
  const left = share > 0 ? (seconds * (1 - share)) / share : undefined
  return [
    `${count.toLocaleString('en-US')} ${what}`,
    `${Math.floor(share * 100)}%`,
    `${Math.round(perSecond).toLocaleString('en-US')}/s`,
    ...(left === undefined ? [] : [`${Math.ceil(left)} s left`]),
  ].join(' · ')
}

function barOf(done: number, total: number): string {
  const full = total > 0 ? Math.round(Math.min(done / total, 1) * BAR_CHARACTERS) : 0
  return '█'.repeat(full) + '░'.repeat(BAR_CHARACTERS - full)
}
