import { concludeFrom, type Facts, type Known, nameOf, noFacts } from './facts.ts'
import { join } from './model.ts'
import { exactly, type Model } from './state.ts'
import { KINDS, type Step, type Times } from './steps.ts'

export function insertMessage(model: Model, step: Step & { do: 'insert-message' }): void {
  if ([...model.messages].some((message) => nameOf(message.ids) === step.id)) return
  const facts = factsOf(step.times, true)
  if (step.phone !== undefined) facts.phone = step.phone
  model.messages.add({
    order: model.orders++,
    ids: new Set([step.id]),
    facts,
    createdAt: exactly(step.createdAt),
    left: false,
    countedIn: '',
  })
  join(model, [step.id])
}

/** What it changes is asserted; what it leaves out is gone; what it leaves as it was stays what it was. */
export function updateMessage(model: Model, step: Step & { do: 'update-message' }): void {
  const message = [...model.messages].find(({ ids }) => nameOf(ids) === step.id)
  if (message === undefined) return
  const shown = shownTimes(message.facts)
  const times: Partial<Record<(typeof KINDS)[number], Known>> = {}
  for (const kind of KINDS) {
    const at = step.times[kind]
    if (at === undefined) continue
    if (at !== shown[kind]) times[kind] = { at, estimated: true }
    else if (message.facts.times[kind] !== undefined) times[kind] = message.facts.times[kind]
  }
  if (KINDS.every((kind) => step.times[kind] === shown[kind])) return
  message.facts = { ...message.facts, times }
  join(model, message.ids)
}

/** What `status` shows: what is known, and what follows. */
function shownTimes(facts: Facts): Times {
  return concludeFrom(facts).times
}

export function factsOf(times: Times, estimated: boolean): Facts {
  const facts = noFacts()
  for (const kind of KINDS) {
    const at = times[kind]
    if (at !== undefined) facts.times[kind] = { at, estimated }
  }
  return facts
}
