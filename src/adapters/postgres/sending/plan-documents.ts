import { randomUUID } from 'node:crypto'
import type { Plan } from '../../../domain/sending/plan.ts'
import { isoOf } from '../../../domain/text/iso.ts'

/** People of one document, which sql/sending/exclusions-page.sql and attempts-page.sql know. */
const PEOPLE_AT_ONCE = 1_000

/** The people of a plan as documents: members, and whom it leaves out. */
export function* documentsOfPlan(plan: Plan) {
  yield* documentsOf('members', plan.members, (member, position) => ({
    id: randomUUID(),
    position,
    recipient: member.recipient,
    phone: member.phone,
    name: member.name,
    previous_message: member.previousMessage,
    round: member.round,
    variables: member.values,
    zones: member.zones,
    hour: member.hour?.hour,
    hour_source: member.hour?.source,
    planned_for: isoOf(member.notBeforeMs),
  }))
  yield* documentsOf('excluded', plan.exclusions, (exclusion, position) => ({ ...exclusion, position }))
}

function* documentsOf<Person>(
  kind: 'members' | 'excluded',
  all: readonly Person[],
  rowOf: (person: Person, position: number) => object,
) {
  for (let from = 0; from < all.length; from += PEOPLE_AT_ONCE) {
    const people = all.slice(from, from + PEOPLE_AT_ONCE).map((person, at) => rowOf(person, from + at))
    yield { kind, position: from, people }
  }
}
