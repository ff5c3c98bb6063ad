/**
 * Who can do something about a failure: `sender` makes the campaign and its list, `account-owner` manages the WhatsApp
 * account, its templates and its payment, `developer` built what sends; `nobody` where only time, or the person, can.
 */
export const FAILURE_ACTORS = ['sender', 'account-owner', 'developer', 'nobody'] as const
export type FailureActor = (typeof FAILURE_ACTORS)[number]

const ACCOUNT_OWNERS: ReadonlySet<string> = new Set(
  '368 130497 131031 131037 131042 131045 131048 132001 132007 132015 132016 132068'
    .concat(' 133000 133005 133006 133008 133009 133010 133015 133016')
    .split(' '),
)
const DEVELOPERS: ReadonlySet<string> = new Set(
  '0 3 10 33 100 190 200 131005 131008 131009 131051 131053 131055 132000 132005 132012'.split(' '),
)
const NOBODY: ReadonlySet<string> = new Set(
  '1 2 4 80007 130429 130472 131000 131016 131056 131057 132069 133004 135000'.split(' '),
)

/** Who can act on a code; of one that is not known, who sends sees it first. */
export function actorOfFailure(code: string): FailureActor {
  if (ACCOUNT_OWNERS.has(code)) return 'account-owner'
  if (DEVELOPERS.has(code)) return 'developer'
  return NOBODY.has(code) ? 'nobody' : 'sender'
}
