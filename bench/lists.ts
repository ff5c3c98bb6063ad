import { Readable } from 'node:stream'
import { openList } from '../src/app/campaigns/recipient-file.ts'
import { readRecipientLine } from '../src/domain/campaigns/recipient-line.ts'
import { median, printTable, rate } from './table.ts'

const ROWS = 50_000
const RUNS = 3
const CHUNK_BYTES = 64 * 1024

/** Reading lists as people have them, the numbers by their plans: rows a second of processor time. Writing them is `bench -- campaigns`. */
export async function benchLists(): Promise<void> {
  const eight = (n: number) => String(10_000_000 + ((n * 37) % 89_999_999))
  const lists: readonly (readonly [string, (n: number) => string])[] = [
    ['+919812345678', (n) => `+9198${eight(n)}`],
    ['919812345678', (n) => `9198${eight(n)}`],
    ['9812345678', (n) => `98${eight(n)}`],
    ['098123 45678', (n) => `0${98_123 + (n % 1000)} ${10_000 + (n % 89_999)}`],
  ]
  const rows: (readonly string[])[] = []
  for (const [form, phone] of lists) rows.push([form, rate(await rowsEachSecond(phone)), '≥ 20,000'])
  printTable(['numbers like', 'rows a second', 'to reach'], rows)
}

async function rowsEachSecond(phone: (n: number) => string): Promise<number> {
  const lines = Array.from({ length: ROWS }, (_, n) => `${phone(n)},Asha K,Pune,r${n}\n`)
  const bytes = Buffer.from(`phone,name,city,reference\n${lines.join('')}`)
  const rates: number[] = []
  for (let run = 0; run < RUNS; run += 1) {
    const before = process.cpuUsage()
    await readAll(bytes)
    const { user, system } = process.cpuUsage(before)
    rates.push((ROWS * 1e6) / (user + system))
  }
  return median(rates)
}

async function readAll(bytes: Buffer): Promise<void> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / CHUNK_BYTES) }, (_, n) =>
    bytes.subarray(n * CHUNK_BYTES, (n + 1) * CHUNK_BYTES),
  )
  for await (const group of openList(Readable.from(chunks), 'csv', 'IN').lines) {
    for (const { line, value } of group) {
      const read = value === undefined ? 'no line' : readRecipientLine(value, 'IN')
      if (typeof read === 'string') throw new Error(`Line ${line}: ${read}`)
    }
  }
}
