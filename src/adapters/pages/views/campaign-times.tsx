import type { Campaign } from '../../../domain/campaigns/campaign.ts'
import type { Price } from '../../../domain/dashboard/ports.ts'
import { WITHIN_SECONDS, withinOf } from '../../../domain/dashboard/within.ts'
import type { Look } from '../page.ts'
import { Empty } from '../parts/figure.tsx'

/** How soon messages arrived, and were read after that: shares within some times. */
export function HowSoon({ look, breakdowns }: { look: Look; breakdowns: Campaign['breakdowns'] }) {
  const { words, formats } = look
  const deliveries = binsOf(breakdowns, 'd')
  const reads = binsOf(breakdowns, 'r')
  const replies = binsOf(breakdowns, 'p')
  const delivered = sumOf(deliveries)
  const read = sumOf(reads)
  if (delivered + read === 0) return <Empty>{words.nothing}</Empty>
  const replied = sumOf(replies)
  const readWithin = withinOf(reads, WITHIN_SECONDS)
  const repliedWithin = withinOf(replies, WITHIN_SECONDS)
  const percent = (part: number, whole: number) => (whole === 0 ? '–' : formats.percent(part / whole))
  return (
    <table class="list">
      <thead>
        <tr>
          <th scope="col">{words.within}</th>
          <th scope="col" class="num">
            {words.delivered}
          </th>
          <th scope="col" class="num">
            {words.readAfterDelivery}
          </th>
          <th scope="col" class="num">
            {words.repliedAfterDelivery}
          </th>
        </tr>
      </thead>
      <tbody>
        {withinOf(deliveries, WITHIN_SECONDS).map(({ seconds, messages }, index) => (
          <tr key={seconds}>
            <th scope="row" class="n">
              {formats.duration(seconds)}
            </th>
            <td class="num">{percent(messages, delivered)}</td>
            <td class="num">{percent(readWithin[index]?.messages ?? 0, read)}</td>
            <td class="num">{percent(repliedWithin[index]?.messages ?? 0, replied)}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">{words.total}</th>
          <td class="num">{formats.number(delivered)}</td>
          <td class="num">{formats.number(read)}</td>
          <td class="num">{formats.number(replied)}</td>
        </tr>
      </tbody>
    </table>
  )
}

/** What Meta bills, by category. Prices differ by country and contract, so there are messages and no money. */
export function Cost({ look, prices }: { look: Look; prices: readonly Price[] }) {
  const { words, formats } = look
  if (prices.length === 0) return <Empty>{words.noPrices}</Empty>
  return (
    <>
      <table class="list">
        <thead>
          <tr>
            <th scope="col">{words.category}</th>
            <th scope="col">{words.billed}</th>
            <th scope="col" class="num">
              {words.messages}
            </th>
          </tr>
        </thead>
        <tbody>
          {prices.map(({ category, model, type, billable, messages }) => (
            <tr key={`${category} ${model} ${type} ${billable}`}>
              <th scope="row">{[category, type].filter((part) => part !== undefined).join(', ')}</th>
              <td>
                {billable === undefined ? '–' : billable ? words.yes : words.no}{' '}
                {model !== undefined && `(${model})`}
              </td>
              <td class="num">{formats.number(messages)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="soft">{words.costHint}</p>
    </>
  )
}

function binsOf(breakdowns: Campaign['breakdowns'], prefix: 'd' | 'r' | 'p'): ReadonlyMap<number, number> {
  return new Map(
    [...breakdowns].flatMap(([key, n]) =>
      key.startsWith(prefix) ? [[Number(key.slice(1)), n] as const] : [],
    ),
  )
}

function sumOf(counts: ReadonlyMap<number, number>): number {
  return [...counts.values()].reduce((sum, n) => sum + n, 0)
}
