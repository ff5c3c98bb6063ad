import type { PlanOfMessage } from '../../../domain/dashboard/person.ts'
import { planHref } from '../links.ts'
import type { Look } from '../page.ts'
import { Card, Time } from './figure.tsx'
import { messageHref } from './people.tsx'

/** Which plans a message came of or was followed by, and the message on the other side. */
export function PlansOfMessage({ look, plans }: { look: Look; plans: readonly PlanOfMessage[] }) {
  const { words } = look
  if (plans.length === 0) return null
  return (
    <Card id="plans" title={words.sending}>
      <ul class="plain">
        {plans.map(({ action, hash, state, atMs, isBefore, other }) => (
          <li key={`${hash} ${isBefore}`}>
            {words.planActions[action]}: {words.inPlan} <a href={planHref({ hash })}>{hash.slice(0, 12)}</a>,{' '}
            {words.attemptStates[state]}
            {atMs !== undefined && (
              <>
                , <Time look={look} atMs={atMs} />
              </>
            )}
            {other !== undefined && (
              <>
                {' · '}
                <a href={messageHref(look, other)}>{isBefore ? words.messageAfter : words.messageBefore}</a>
              </>
            )}
          </li>
        ))}
      </ul>
      {plans.some(({ gotItTwice }) => gotItTwice) && <p class="problem">{words.gotItTwice}</p>}
    </Card>
  )
}
