import { parseBody } from '../src/adapters/envelopes/parse-body.ts'
import { median, printTable, ratio } from './table.ts'

const LARGEST_BODY_BYTES = 4 * 1024 * 1024
const RUNS = 9

const STATUS = '"status":"sent","recipient_id":"919000000760"'
const WITHOUT_TIME = `{"id":"wamid.HBgMOTE5MDAwMDAwNzYwFQIAERgSAA==",${STATUS}}`
const GOOD = `{"id":"wamid.HBgMOTE5MDAwMDAwNzYwFQIAERgSAA==",${STATUS},"timestamp":"1702207800"}`

/** Bodies of 4 MiB, good and hostile: what reading them costs beside decoding and `JSON.parse` alone. */
export async function benchParse(): Promise<void> {
  const bodies: readonly (readonly [string, string])[] = [
    ['good statuses', flatOf(GOOD)],
    ['statuses without a timestamp', flatOf(WITHOUT_TIME)],
    ['bare numbers', flatOf('1')],
    ['empty objects', flatOf('{}')],
    ['lists 500 deep', flatOf(`${'['.repeat(500)}${']'.repeat(500)}`)],
    ['one endless id', flatOf(`{"id":"${'9'.repeat(LARGEST_BODY_BYTES - 100)}"}`)],
    ['opening brackets only', '['.repeat(LARGEST_BODY_BYTES)],
  ]
  printTable(
    ['4 MiB of', 'parseBody', 'JSON.parse alone', 'ratio'],
    bodies.map(([name, text]) => {
      const bytes = new TextEncoder().encode(text)
      const ours = medianMs(() => parseBody(bytes, Date.now()))
      const bare = medianMs(() => tryParse(new TextDecoder().decode(bytes)))
      return [name, `${ours.toFixed(0)} ms`, `${bare.toFixed(0)} ms`, ratio(ours, bare)]
    }),
  )
}

function flatOf(item: string): string {
  const count = Math.max(1, Math.floor((LARGEST_BODY_BYTES - 16) / (item.length + 1)))
  return `{"statuses":[${Array(count).fill(item).join(',')}]}`
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function medianMs(work: () => unknown): number {
  const times: number[] = []
  for (let run = 0; run < RUNS; run++) {
    const startedMs = performance.now()
    work()
    times.push(performance.now() - startedMs)
  }
  return median(times)
}
