import type { FailureGroup } from '../../../domain/dashboard/failure-groups.ts'
import type { Look } from '../page.ts'
import { Count, Empty } from '../parts/figure.tsx'

/** Failures by who can act on them, each code with what it means and what to do. */
export function FailureGroups(props: {
  readonly look: Look
  readonly groups: readonly FailureGroup[]
  readonly hrefOf: (code: string) => string
}) {
  const { look, groups, hrefOf } = props
  const { words } = look
  if (groups.length === 0) return <Empty>{words.noFailures}</Empty>
  return (
    <ul class="failures">
      {groups.map(({ actor, messages, codes }) => (
        <li key={actor}>
          <h3>
            {words.actors[actor]} <span class="n soft">{look.formats.number(messages)}</span>
          </h3>
          <p class="soft">{words.actorHints[actor]}</p>
          <ul>
            {codes.map(({ code, messages: count, meaning, advice }) => (
              <li key={code}>
                <Count look={look} value={count} href={hrefOf(code)} /> <b>{code}</b>{' '}
                <span lang="en">
                  {meaning} <span class="soft">{advice}</span>
                </span>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  )
}
