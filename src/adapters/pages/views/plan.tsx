import type { Exclusion } from '../../../domain/sending/plan.ts'
import type { PlanResults, PlanSummary } from '../../../domain/sending/ports.ts'
import { campaignHref, planHref } from '../links.ts'
import type { Look, PageView } from '../page.ts'
import { Card, Time } from '../parts/figure.tsx'
import { Phone } from '../parts/people.tsx'

export interface PlanShown {
  readonly plan: PlanSummary
  readonly results: PlanResults
  readonly exclusions: readonly Exclusion[]
}

/** A plan: what it does, what came of it, whom it leaves out and why; and sending exactly that. */
export function planPage(look: Look, { plan, results, exclusions }: PlanShown, problem?: string): PageView {
  const { words, formats } = look
  const { template, rules, canary } = plan
  const left = [...Object.entries(plan.excluded), ...Object.entries(results.reasons)]
  return {
    title: words.planTitle(plan.hash.slice(0, 12)),
    section: 'sending',
    live: plan.state === 'sending',
    ...(problem !== undefined && { status: 400 }),
    content: (
      <>
        <p class="crumb">
          <a href="/sending">{words.sending}</a>
        </p>
        <h1>{words.planTitle(plan.hash.slice(0, 12))}</h1>
        {problem !== undefined && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <Card id="what" title={words.planStates[plan.state]}>
          <p>
            {words.planActions[plan.action]} <a href={campaignHref(plan.campaignId)}>{plan.campaignId}</a>:{' '}
            {words.planPeople(formats.number(plan.members))}, „{template.name}“ ({template.language},{' '}
            {template.category}), {plan.sender}
          </p>
          {canary !== undefined && <p>{words.planCanary(formats.number(canary))}</p>}
          {rules.at === 'best-hour' && <p>{words.planBestHour}</p>}
          {rules.evenIfItMayStillArrive && <p>{words.planEvenIf}</p>}
          {plan.stateReason !== undefined && <p lang="en">{plan.stateReason}</p>}
          <p class="soft">
            {plan.plannedBy}, <Time look={look} atMs={plan.plannedAtMs} />
            {plan.confirmedBy !== undefined && plan.confirmedAtMs !== undefined && (
              <>
                {' → '}
                {plan.confirmedBy}, <Time look={look} atMs={plan.confirmedAtMs} />
              </>
            )}
          </p>
          {look.mayAct && <Decision look={look} plan={plan} />}
        </Card>
        <Card id="results" title={words.planResults}>
          <dl class="pairs">
            {Object.entries(results.attempts).map(([state, n]) => (
              <Pair
                key={state}
                name={words.attemptStates[state as keyof typeof results.attempts]}
                value={formats.number(n)}
              />
            ))}
            <Pair name={words.delivered} value={formats.number(results.delivered)} />
            <Pair name={words.read} value={formats.number(results.read)} />
            <Pair name={words.failedCount} value={formats.number(results.failed)} />
            <Pair name={words.gotItTwice} value={formats.number(results.gotItTwice)} />
          </dl>
        </Card>
        {left.length > 0 && (
          <Card id="left-out" title={words.leftOut}>
            <dl class="pairs">
              {left.map(([reason, n]) => (
                <Pair key={reason} name={reasonOf(look, reason)} value={formats.number(n)} />
              ))}
            </dl>
            <details>
              <summary>{words.leftOutWho}</summary>
              <ul class="plain">
                {exclusions.map((one) => (
                  <li key={one.recipient}>
                    <Phone look={look} phone={one.phone} /> {reasonOf(look, one.reason)}{' '}
                    <span lang="en">{one.details}</span>
                  </li>
                ))}
              </ul>
            </details>
          </Card>
        )}
      </>
    ),
  }
}

function Decision({ look, plan }: { look: Look; plan: PlanSummary }) {
  const { words, formats } = look
  if (plan.state === 'done' || plan.members === 0) return null
  return (
    <form method="post" action={planHref(plan)}>
      {plan.state === 'draft' && (
        <>
          <label class="check">
            <input type="checkbox" name="sure" value="yes" required /> {words.planSure}
          </label>
          <button type="submit" name="decision" value="confirm" class="primary">
            {words.planSend(formats.number(plan.members))}
          </button>
        </>
      )}
      {plan.state === 'sending' && (
        <button type="submit" name="decision" value="stop">
          {words.planStop}
        </button>
      )}
      {plan.state === 'stopped' && (
        <button type="submit" name="decision" value="resume">
          {words.planResume}
        </button>
      )}
    </form>
  )
}

function Pair({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="n">{value}</dd>
    </div>
  )
}

/** A reason in words; a sender's own code as it is. */
function reasonOf({ words }: Look, reason: string): string {
  const known: Readonly<Record<string, string | undefined>> = words.planReasons
  return Object.hasOwn(known, reason) ? (known[reason] ?? reason) : reason
}
