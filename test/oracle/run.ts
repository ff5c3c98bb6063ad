import { apply } from './apply.ts'
import { compare, type Differences } from './compare.ts'
import { perform } from './perform.ts'
import type { Replicas } from './replicas.ts'
import { createModel, noteCreation } from './state.ts'
import type { Step } from './steps.ts'

/** The service's clock is the machine's, the database's another: receipts are a little early or late. */
const CLOCKS_DIFFER_MS = 500

export interface Failure {
  /** How many steps were done. */
  readonly steps: number
  readonly differences: Differences
}

/** Does the steps on empty tables, compares rows after every so many and answers after all, and stops at the first difference. */
export async function run(
  replicas: Replicas,
  steps: readonly Step[],
  every: number,
): Promise<Failure | undefined> {
  await replicas.clear()
  const model = createModel()
  for (const [n, step] of steps.entries()) {
    if (step.do === 'delete-message') noteCreation(model, step.id, await createdAt(replicas, step.id))
    const from = Date.now() - CLOCKS_DIFFER_MS
    const error = await perform(replicas, step).then(
      () => undefined,
      (cause: unknown) => String(cause),
    )
    if (error !== undefined) return { steps: n + 1, differences: [error] }
    apply(model, step, { from, to: Date.now() + CLOCKS_DIFFER_MS })
    const isLast = n + 1 === steps.length
    if ((n + 1) % every !== 0 && !isLast) continue
    const differences = await compare(model, replicas, !isLast)
    if (differences.length > 0) return { steps: n + 1, differences }
  }
  return undefined
}

/** `created_at` of a message, as the database has it. */
async function createdAt({ pool }: Replicas, id: string): Promise<number | undefined> {
  const { rows } = await pool.query('SELECT created_at FROM broadcasts_messages WHERE message_id = $1', [id])
  return rows[0]?.created_at?.getTime()
}
