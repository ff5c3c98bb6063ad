import { MAX_COMMAS, MAX_CONTAINERS, MAX_NAMES } from '../src/adapters/envelopes/intricacy.ts'
import { parseBody } from '../src/adapters/envelopes/parse-body.ts'
import { median, printTable } from './table.ts'

const LARGEST_BODY_BYTES = 4 * 1024 * 1024
const RUNS = 9

const STATUS = '"status":"sent","recipient_id":"919000000760"'
const WITHOUT_TIME = `{"id":"wamid.HBgMOTE5MDAwMDAwNzYwFQIAERgSAA==",${STATUS}}`
const GOOD = `{"id":"wamid.HBgMOTE5MDAwMDAwNzYwFQIAERgSAA==",${STATUS},"timestamp":"1702207800"}`

/** The guide's smallest status that is legal. */
const SMALLEST = '{"id":1,"status":"sent","timestamp":1}'
const HALF = LARGEST_BODY_BYTES / 2

/** Bodies of 4 MiB, good and hostile: what reading them costs beside decoding and `JSON.parse` alone. */
export async function benchParse(): Promise<void> {
  const bodies: readonly (readonly [string, string])[] = [
    ['good statuses', flatOf(GOOD)],
    ['the smallest legal statuses', flatOf(SMALLEST)],
    ['statuses without a timestamp', flatOf(WITHOUT_TIME)],
    ['bare numbers', flatOf('1')],
    ['empty texts', flatOf('""')],
    ['texts of one escape', flatOf('"\\n"')],
    ['empty objects', flatOf('{}')],
    ['empty lists', flatOf('[]')],
    ['lists 500 deep', flatOf(`${'['.repeat(500)}${']'.repeat(500)}`)],
    ['one list 2 million deep', `${'['.repeat(HALF)}${']'.repeat(HALF)}`],
    ['opening brackets only', '['.repeat(LARGEST_BODY_BYTES)],
    ['opening brackets, then one closing', `${'['.repeat(LARGEST_BODY_BYTES - 1)}]`],
    ['one object of new names', `{"statuses":[{${newNames().join(',')}}]}`],
    ['objects of one new name each', `{"statuses":[{${newNames().join('},{')}}]}`],
    ['one endless id', flatOf(`{"id":"${'9'.repeat(LARGEST_BODY_BYTES - 100)}"}`)],
    ['one endless number', flatOf('9'.repeat(LARGEST_BODY_BYTES - 100))],
    ['the most pieces that are read', mostPieces()],
  ]
  printTable(
    ['4 MiB of', 'parseBody', 'JSON.parse alone', 'what it was'],
    bodies.map(([name, text]) => {
      const bytes = new TextEncoder().encode(text)
      const ours = medianMs(() => parseBody(bytes, Date.now()))
      const bare = medianMs(() => tryParse(new TextDecoder().decode(bytes)))
      const { processed, rejected } = parseBody(bytes, Date.now())
      const outcome = rejected[0]?.reason ?? `${processed} statuses`
      return [name, `${ours.toFixed(0)} ms`, `${bare.toFixed(0)} ms`, outcome]
    }),
  )
}

/** Fields of 4 MiB, no two of one name. */
function newNames(): readonly string[] {
  const count = Math.floor(LARGEST_BODY_BYTES / '"name123456":1},{'.length)
  return Array.from({ length: count }, (_, i) => `"name${i}":1`)
}

/** At the limits in every respect, and long texts for the rest. */
function mostPieces(): string {
  const names = newNames().slice(0, MAX_NAMES - 1)
  const lists = Array(MAX_CONTAINERS - 3).fill('[]')
  const texts = Array.from({ length: MAX_COMMAS - names.length - lists.length }, (_, i) => `"\\n${i}"`)
  return `{"statuses":[{${names.join(',')}},${[...lists, ...texts].join(',')}]}`
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
