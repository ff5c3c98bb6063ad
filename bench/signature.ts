import { createHmac } from 'node:crypto'
import { withPostgres } from './database.ts'
import { postAll } from './load.ts'
import { startServiceProcess } from './service-process.ts'
import { median, printTable, rate, ratio } from './table.ts'
import { singles } from './traffic.ts'

const ROUNDS = 5
const MESSAGES = 4_000
const CONNECTIONS = 64
const SECRET = 'only-for-the-bench'

/** What it costs to check a signature over the raw bytes of every single webhook; rounds alternate. */
export async function benchSignature(): Promise<void> {
  await withPostgres(async (url) => {
    const open = await startServiceProcess(url)
    const asking = await startServiceProcess(url, { AISENSY_WEBHOOK_SECRET: SECRET })
    const without: number[] = []
    const signed: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const plain = await postAll(open.port, [...singles(`u${round}`, MESSAGES)], CONNECTIONS)
      const checked = await postAll(asking.port, [...singles(`s${round}`, MESSAGES)], CONNECTIONS, sign)
      if (plain.refused + checked.refused > 0)
        throw new Error('Webhooks were refused: the figures mean nothing.')
      without.push(plain.requests / plain.seconds)
      signed.push(checked.requests / checked.seconds)
    }
    printTable(
      ['single webhooks', 'reports/s', 'ratio'],
      [
        ['nothing asked', rate(median(without)), '1.00'],
        ['signature checked', rate(median(signed)), ratio(median(signed), median(without))],
      ],
    )
    await asking.stop()
    await open.stop()
  })
}

function sign(body: string): string {
  return `x-aisensy-signature: ${createHmac('sha256', SECRET).update(body).digest('hex')}\r\n`
}
