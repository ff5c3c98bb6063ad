import type { Replica } from '../../../domain/dashboard/operations.ts'
import type { OperationsStore } from '../../../domain/dashboard/ports.ts'
import type { Look } from '../page.ts'
import { Empty, Time } from './figure.tsx'

/** A replica says every minute that it is there. */
const SILENT_SECONDS = 150

/** The processes of the service, each by its own word. */
export function Replicas({ look, replicas }: { look: Look; replicas: readonly Replica[] }) {
  const { words, formats } = look
  if (replicas.length === 0) return <Empty>{words.noReplicas}</Empty>
  return (
    <section class="scroll" tabIndex={0} aria-label={words.scrolls(words.replicas)}>
      <table class="list">
        <thead>
          <tr>
            <th scope="col">{words.host}</th>
            <th scope="col">{words.version}</th>
            <th scope="col">{words.runsSince}</th>
            <th scope="col" class="num">
              {words.spooled}
            </th>
            <th scope="col">{words.lastSeen}</th>
          </tr>
        </thead>
        <tbody>
          {replicas.map(({ host, version, runtime, startedAtMs, silentSeconds, spooled }) => (
            <tr key={`${host} ${startedAtMs}`}>
              <th scope="row">
                <bdi>{host}</bdi>
              </th>
              <td>
                {version} <span class="soft">({runtime})</span>
              </td>
              <td class="n">
                <Time look={look} atMs={startedAtMs} />
              </td>
              <td class={spooled > 0 ? 'num warn' : 'num'}>{formats.number(spooled)}</td>
              <td class={silentSeconds > SILENT_SECONDS ? 'warn' : undefined}>
                {silentSeconds > SILENT_SECONDS
                  ? words.silentFor(formats.duration(silentSeconds))
                  : words.seenLately}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** Reports that the database refused, and why. */
export function Stuck({ look, stuck }: { look: Look; stuck: Awaited<ReturnType<OperationsStore['stuck']>> }) {
  const { words, formats } = look
  const { items, total } = stuck
  if (total === 0) return <Empty>{words.noStuck}</Empty>
  return (
    <>
      {look.mayAct && (
        <form method="post" action="/health/retry" class="inline">
          <button type="submit">{words.retryStuck}</button>
        </form>
      )}
      <p>
        <b class="n">{formats.number(total)}</b> {words.stuckHint}
      </p>
      <section class="scroll" tabIndex={0} aria-label={words.scrolls(words.stuck)}>
        <table class="list">
          <thead>
            <tr>
              <th scope="col">{words.setApart}</th>
              <th scope="col">{words.why}</th>
              <th scope="col" class="num">
                {words.attempts}
              </th>
              <th scope="col">{words.nextAttempt}</th>
            </tr>
          </thead>
          <tbody>
            {items.map(({ id, setApartAtMs, code, message, attempts, nextAttemptAtMs }) => (
              <tr key={id}>
                <th scope="row" class="n">
                  <Time look={look} atMs={setApartAtMs} />
                </th>
                <td class="text" lang="en">
                  <span class="badge">{code}</span> {message}
                </td>
                <td class="num">{formats.number(attempts)}</td>
                <td class="n">
                  {nextAttemptAtMs === undefined ? (
                    words.byHandOnly
                  ) : (
                    <Time look={look} atMs={nextAttemptAtMs} />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}
