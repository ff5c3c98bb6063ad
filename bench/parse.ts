import { MAX_COMMAS, MAX_CONTAINERS, MAX_NAMES } from '../src/adapters/envelopes/intricacy.ts'
import { parseBody } from '../src/adapters/envelopes/parse-body.ts'
import { median, printTable } from './table.ts'

const LARGEST_BODY_BYTES = 4 * 1024 * 1024
const RUNS = 9
/** Statuses that one round of ordinary bodies reads. */
const ORDINARY = 10_000

const STATUS = '"status":"sent","recipient_id":"919000000760"'
const WITHOUT_TIME = `{"id":"wamid.HBgMOTE5MDAwMDAwNzYwFQIAERgSAA==",${STATUS}}`
const GOOD = `{"id":"wamid.HBgMOTE5MDAwMDAwNzYwFQIAERgSAA==",${STATUS},"timestamp":"1702207800"}`

/** The guide's smallest status that is legal. */
const SMALLEST = '{"id":1,"status":"sent","timestamp":1}'
const HALF = LARGEST_BODY_BYTES / 2

/** Ordinary bodies, and such of 4 MiB, good and hostile: what reading them costs beside decoding and `JSON.parse` alone. */
export async function benchParse(): Promise<void> {
  benchOrdinary()
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

/** What senders really send: processor time of one status, beside decoding and `JSON.parse` alone. */
function benchOrdinary(): void {
  const status = (n: number, kind: string) => ({
    id: `wamid.HBgMOTE5MDAwMDAwNzYwFQIAERgSAA${n}==`,
    status: kind,
    timestamp: '1702207800',
    recipient_id: `91900${1_000_000 + n}`,
  })
  const list = (n: number) =>
    Array.from({ length: n }, (_, i) => status(i, i % 2 === 0 ? 'sent' : 'delivered'))
  const meta = (statuses: readonly unknown[]) => ({
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes: [{ field: 'messages', value: { statuses } }] }],
  })
  const held = 'This message was not delivered to maintain healthy ecosystem engagement.'
  const errors = [{ code: 131049, title: held, message: held, error_data: { details: held } }]
  const failed = (n: number) => list(n).map((item) => ({ ...item, status: 'failed', errors }))
  const aisensy = {
    topic: 'message.status.updated',
    created_at: '2026-09-22T12:56:27.308Z',
    data: {
      message: {
        messageId: status(1, '').id,
        submitted_message_id: 'b75aee45-53ff-4e1c-9d0b-000000000000',
        phone_number: '919000000760',
        countryCode: '91',
        sender: 'ASSISTANT',
        status: 'SENT',
        campaign: { name: 'diwali_offer' },
        sent_at: 1790081781000,
        failed_at: 0,
        failureResponse: {},
      },
    },
  }
  const bodies: readonly (readonly [string, number, unknown])[] = [
    ['one status', 1, { statuses: list(1) }],
    ['a hundred', 100, { statuses: list(100) }],
    ['a hundred that failed', 100, { statuses: failed(100) }],
    ['one status, Meta', 1, meta(list(1))],
    ['a hundred, Meta', 100, meta(list(100))],
    ['one that failed, Meta', 1, meta(failed(1))],
    ['a hundred that failed, Meta', 100, meta(failed(100))],
    ["one notification, AiSensy's", 1, aisensy],
  ]
  printTable(
    ['a body of', 'parseBody, each status', 'JSON.parse alone'],
    bodies.map(([name, statuses, body]) => {
      const bytes = new TextEncoder().encode(JSON.stringify(body))
      const each = (work: () => unknown) =>
        `${(processorUs(work, ORDINARY / statuses) / statuses).toFixed(2)} µs`
      return [
        name,
        each(() => parseBody(bytes, Date.now())),
        each(() => JSON.parse(new TextDecoder().decode(bytes))),
      ]
    }),
  )
}

/** Processor time of a call, in microseconds: the median of some rounds of so many calls, after as many to warm up. */
function processorUs(work: () => unknown, calls: number): number {
  const times = Array.from({ length: 3 * RUNS }, () => {
    const before = process.cpuUsage()
    for (let call = 0; call < calls; call += 1) work()
    const { user, system } = process.cpuUsage(before)
    return (user + system) / calls
  })
  return median(times.slice(RUNS))
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
