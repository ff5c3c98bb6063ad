import type { AccountStore, SuppressionFilter } from '../../domain/account/ports.ts'
import type { Suppression } from '../../domain/account/suppression.ts'
import { csvLine } from '../../domain/text/csv.ts'

const PAGE = 5_000

/** The people who must not be written to as CSV, in memory that does not grow with it. `import` takes it back. */
export async function* exportSuppressions(
  store: Pick<AccountStore, 'suppressions'>,
  filter: SuppressionFilter,
): AsyncGenerator<string> {
  yield csvLine(['phone', 'reason', 'source', 'since'])
  let last: Suppression | undefined
  do {
    const page: readonly Suppression[] = await store.suppressions(filter, last, PAGE)
    let text = ''
    for (const { phone, reason, source, sinceMs } of page)
      text += csvLine([phone, reason, source, new Date(sinceMs).toISOString()])
    if (text !== '') yield text
    last = page.length < PAGE ? undefined : page.at(-1)
  } while (last !== undefined)
}
