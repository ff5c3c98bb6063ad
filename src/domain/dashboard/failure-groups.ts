import { type FailureMeaning, meaningOfFailure } from '../messages/failure-codes.ts'

/** Who can do something about a failure. */
export const ACTORS = ['person', 'meta-limit', 'account', 'template', 'passing', 'unknown'] as const
export type Actor = (typeof ACTORS)[number]

export interface FailureLine extends FailureMeaning {
  readonly code: string
  readonly messages: number
}

export interface FailureGroup {
  readonly actor: Actor
  readonly messages: number
  /** Most frequent first. */
  readonly codes: readonly FailureLine[]
}

const ACTOR_OF: Readonly<Record<string, Actor>> = {
  ...of('person', ['130403', '131026', '131047', '131050', '131051']),
  ...of('meta-limit', ['130472', '131048', '131049', '80007', '130429', '131056']),
  ...of('account', ['368', '130497', '131031', '131042', '131045']),
  ...of('template', [
    '131053',
    '132000',
    '132001',
    '132005',
    '132007',
    '132012',
    '132015',
    '132016',
    '132068',
    '132069',
  ]),
  ...of('passing', ['1', '2', '4', '131000', '131016', '131057']),
}

/** Failures by who can act on them, the largest group first. */
export function groupFailures(byCode: ReadonlyMap<string, number>): readonly FailureGroup[] {
  const lines = [...byCode]
    .map(([code, messages]): FailureLine => ({ code, messages, ...meaningOfFailure(code) }))
    .sort((a, b) => b.messages - a.messages || (a.code < b.code ? -1 : 1))
  return ACTORS.map((actor) => {
    const codes = lines.filter(({ code }) => actorOf(code) === actor)
    return { actor, codes, messages: codes.reduce((sum, line) => sum + line.messages, 0) }
  })
    .filter(({ codes }) => codes.length > 0)
    .sort((a, b) => b.messages - a.messages)
}

/** Who can act on a failure of this code. */
function actorOf(code: string): Actor {
  return Object.hasOwn(ACTOR_OF, code) ? (ACTOR_OF[code] ?? 'unknown') : 'unknown'
}

function of(actor: Actor, codes: readonly string[]): Record<string, Actor> {
  return Object.fromEntries(codes.map((code) => [code, actor]))
}
