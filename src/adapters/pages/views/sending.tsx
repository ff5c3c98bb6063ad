import type { Attempt, NumberState, PlanSummary, SendLogEntry } from '../../../domain/sending/ports.ts'
import { campaignHref, planHref } from '../links.ts'
import type { Look, PageView } from '../page.ts'
import { Card, Empty, Time } from '../parts/figure.tsx'
import { Phone } from '../parts/people.tsx'

export interface SendingShown {
  readonly plans: readonly PlanSummary[]
  readonly uncertain: readonly Attempt[]
  readonly numbers: readonly NumberState[]
  readonly log: readonly SendLogEntry[]
}

/** Plans, what is uncertain, and numbers that are stopped. */
export function sendingPage(
  look: Look,
  { plans, uncertain, numbers, log }: SendingShown,
  problem?: string,
): PageView {
  const { words, formats } = look
  return {
    title: words.sending,
    section: 'sending',
    live: true,
    ...(problem !== undefined && { status: 400 }),
    content: (
      <>
        <h1>{words.sending}</h1>
        {problem !== undefined && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        {look.mayAct && (
          <p>
            <a class="button" href="/sending/new">
              {words.newPlan}
            </a>
          </p>
        )}
        {numbers.map((number) => (
          <StoppedNumber key={number.sender} look={look} number={number} />
        ))}
        {uncertain.length > 0 && (
          <Card id="uncertain" title={words.uncertainAttempts(formats.number(uncertain.length))}>
            <p class="soft">{words.uncertainHint}</p>
            <ul class="plain">
              {uncertain.map((attempt) => (
                <li key={attempt.id}>
                  <UncertainAttempt look={look} attempt={attempt} />
                </li>
              ))}
            </ul>
          </Card>
        )}
        <Card id="plans" title={words.plans}>
          {plans.length === 0 ? (
            <Empty>{words.noPlans}</Empty>
          ) : (
            <ul class="plain">
              {plans.map((plan) => (
                <li key={plan.id}>
                  <a href={planHref(plan)}>{plan.hash.slice(0, 12)}</a> {words.planActions[plan.action]}{' '}
                  <a href={campaignHref(plan.campaignId)}>{plan.campaignId}</a>,{' '}
                  {words.planPeople(formats.number(plan.members))},{' '}
                  <strong>{words.planStates[plan.state]}</strong>,{' '}
                  <Time look={look} atMs={plan.plannedAtMs} /> ({plan.plannedBy})
                </li>
              ))}
            </ul>
          )}
        </Card>
        {log.length > 0 && (
          <Card id="log" title={words.sendLog}>
            <ul class="plain">
              {log.map((entry) => (
                <li key={`${entry.atMs} ${entry.what} ${entry.details ?? ''}`}>
                  <Time look={look} atMs={entry.atMs} /> {entry.by}: <span lang="en">{entry.what}</span>{' '}
                  {entry.planHash?.slice(0, 12)} <span lang="en">{entry.details}</span>
                </li>
              ))}
            </ul>
          </Card>
        )}
      </>
    ),
  }
}

function StoppedNumber({ look, number }: { look: Look; number: NumberState }) {
  const { open } = number.breaker
  if (open === undefined) return null
  const { words } = look
  return (
    <section class="problem" role="alert">
      <p>
        {words.numberStopped(number.sender)} <Time look={look} atMs={open.sinceMs} />:{' '}
        <span lang="en">
          {open.code} {open.reason}
        </span>
      </p>
      {look.mayAct && (
        <form method="post" action="/sending/try">
          <input type="hidden" name="number" value={number.sender} />
          <button type="submit">{words.tryNumber}</button>
        </form>
      )}
    </section>
  )
}

function UncertainAttempt({ look, attempt }: { look: Look; attempt: Attempt }) {
  const { words } = look
  return (
    <>
      <Phone look={look} phone={attempt.phone} />{' '}
      {attempt.claimedAtMs !== undefined && <Time look={look} atMs={attempt.claimedAtMs} />}{' '}
      <span lang="en">{attempt.stateReason}</span>
      {look.mayAct && (
        <form class="inline" method="post" action="/sending/uncertain">
          <input type="hidden" name="attempt" value={attempt.id} />
          <button type="submit" name="sent" value="yes">
            {words.wasSent}
          </button>
          <button type="submit" name="sent" value="no">
            {words.wasNotSent}
          </button>
        </form>
      )}
    </>
  )
}
