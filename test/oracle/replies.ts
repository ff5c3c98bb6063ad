import { type Facts, nameOf } from './facts.ts'
import { join } from './model.ts'
import type { Model, ModelMessage } from './state.ts'
import type { Inbound } from './steps.ts'

/** How long after its arrival a message can be answered by one that names none: docs/replies.md. */
const WINDOW_MS = 72 * 60 * 60_000
/** Times have whole seconds: an arrival in the second of the reply came before it. */
const GRAIN_MS = 1000

/** Brings every message to the first reply to it: which one that is follows from all facts. */
export function answer(model: Model): void {
  const first = new Map<ModelMessage, Inbound>()
  for (const inbound of model.inbound.values()) {
    const message = answeredBy(model, inbound)
    if (message === undefined) continue
    const other = first.get(message)
    if (other === undefined || inbound.at < other.at || (inbound.at === other.at && inbound.id < other.id))
      first.set(message, inbound)
  }
  for (const message of [...model.messages]) {
    const reply = first.get(message)
    const { facts } = message
    const due = reply && { at: reply.at, named: reply.answers !== undefined }
    if (facts.reply?.at === due?.at && facts.reply?.named === due?.named) continue
    delete facts.reply
    if (due !== undefined) facts.reply = due
    join(model, message.ids)
  }
}

function answeredBy(model: Model, { answers, phone, at }: Inbound): ModelMessage | undefined {
  if (answers !== undefined) return [...model.messages].find(({ ids }) => ids.has(answers))
  const rank = ({ facts, ids }: ModelMessage) =>
    [arrivalOf(facts) ?? 0, facts.times.sent?.at ?? 0, nameOf(ids)] as const
  const [newest] = [...model.messages]
    .filter(({ facts }) => {
      const since = at - (arrivalOf(facts) ?? Number.NaN)
      return (
        facts.phone?.replace('+', '') === phone.replace('+', '') && since > -GRAIN_MS && since <= WINDOW_MS
      )
    })
    .sort((a, b) => {
      const [x, y] = [rank(a), rank(b)]
      return y[0] - x[0] || y[1] - x[1] || (x[2] < y[2] ? 1 : -1)
    })
  return newest
}

/** When a message arrived, as reports say; what a reply proves does not count. */
function arrivalOf({ times }: Facts): number | undefined {
  return (times.delivered ?? times.read ?? times.played)?.at
}
