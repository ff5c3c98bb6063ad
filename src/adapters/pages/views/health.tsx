import type { HealthView, Replay } from '../../../domain/dashboard/health-view.ts'
import type { Reject } from '../../../domain/dashboard/ports.ts'
import type { Look, PageView } from '../page.ts'
import { Card, Empty, Shown, Time } from '../parts/figure.tsx'
import { Replicas, Stuck } from '../parts/operations.tsx'
import { ShowNumbers } from '../parts/people.tsx'
import { LinkFigures } from './link.tsx'
import { WebhookFigureList } from './webhook-figures.tsx'

/** How the service itself is, what it did not understand, and who asked for phone numbers. */
export function healthPage(
  look: Look,
  view: HealthView,
  next: string | undefined,
  replayed: Replay | undefined,
): PageView {
  const { words, formats } = look
  const { service } = view
  return {
    title: words.health,
    section: 'health',
    live: true,
    alarm: service.status === 'not ready',
    content: (
      <>
        <div class="title">
          <h1>
            {words.health}{' '}
            <span class={`badge ${service.status === 'ready' ? 'good' : 'critical'}`}>
              {words.serviceStates[service.status]}
            </span>
          </h1>
        </div>
        {service.reason !== undefined && (
          <p class="problem" role="alert" lang="en">
            {service.reason}
          </p>
        )}
        {service.lost !== undefined && (
          <p class="problem" role="alert" lang="en">
            {service.lost}
          </p>
        )}
        <div class="grid">
          <Card id="webhooks" title={words.webhooks}>
            <Shown look={look} part={view.webhooks}>
              {(webhooks) => <WebhookFigureList look={look} webhooks={webhooks} />}
            </Shown>
          </Card>
          <Card id="service" title={words.service}>
            <dl class="pairs">
              <dt>{words.version}</dt>
              <dd>{service.version}</dd>
              <dt>{words.runtime}</dt>
              <dd>{service.runtime}</dd>
              <dt>{words.runsSince}</dt>
              <dd>
                <Time look={look} atMs={service.startedAtMs} />
              </dd>
              <dt>{words.spooled}</dt>
              <dd class={service.spooled.entries > 0 ? 'warn' : undefined}>
                {formats.number(service.spooled.entries)} ({bytesOf(look, service.spooled.bytes)}{' '}
                {words.ofWhole(bytesOf(look, service.spoolMaxBytes))})
              </dd>
              <Shown look={look} part={view.database}>
                {(database) => (
                  <>
                    <dt>{words.database}</dt>
                    <dd>
                      PostgreSQL {database.version}
                      {database.follows && ` (${words.follows})`}
                    </dd>
                    <dt>{words.databaseSize}</dt>
                    <dd>{bytesOf(look, database.bytes)}</dd>
                    <dt>{words.databaseSince}</dt>
                    <dd>
                      <Time look={look} atMs={database.startedAtMs} />
                    </dd>
                  </>
                )}
              </Shown>
            </dl>
          </Card>
          <Card id="replicas" title={words.replicas} wide>
            <Shown look={look} part={view.replicas}>
              {(replicas) => <Replicas look={look} replicas={replicas} />}
            </Shown>
          </Card>
          <Card id="stuck" title={words.stuck} wide>
            <Shown look={look} part={view.stuck}>
              {(stuck) => <Stuck look={look} stuck={stuck} />}
            </Shown>
          </Card>
          {!(view.link.ok && view.link.value === undefined) && (
            <Card id="link" title={words.link}>
              <Shown look={look} part={view.link}>
                {(link) => link !== undefined && <LinkFigures look={look} link={link} />}
              </Shown>
            </Card>
          )}
          <Card id="rejects" title={words.rejects} wide>
            {replayed !== undefined && (
              <p class="notice good" role="status">
                {words.replayed(
                  formats.number(replayed.read),
                  formats.number(replayed.reports),
                  formats.number(replayed.rejected),
                )}
              </p>
            )}
            <Shown look={look} part={view.rejects}>
              {({ items }) => <Rejects look={look} rejects={items} next={next} />}
            </Shown>
          </Card>
          <Card id="number-views" title={words.numberViews} wide>
            <Shown look={look} part={view.numberViews}>
              {(views) => <NumberViews look={look} views={views} />}
            </Shown>
          </Card>
        </div>
      </>
    ),
  }
}

/** One item that was not understood, as it came. It may hold anything: it is shown as text. */
export function rejectPage(look: Look, reject: Reject): PageView {
  const { words } = look
  return {
    title: words.reject,
    section: 'health',
    content: (
      <>
        <p class="crumb">
          <a href="/health#rejects">{words.rejects}</a>
        </p>
        <h1>{words.reject}</h1>
        <p>
          <Time look={look} atMs={reject.receivedAtMs} as="full" /> <span class="badge">{reject.source}</span>{' '}
          <span class="badge">{reject.reason}</span>
        </p>
        <p lang="en">{reject.explanation}</p>
        <div class="inline">
          <ShowNumbers look={look} />
        </div>
        {look.showsNumbers ? (
          <section class="card scroll" tabIndex={0} aria-label={words.reject}>
            <pre>
              <code>{reject.raw}</code>
            </pre>
          </section>
        ) : (
          <p class="soft">{words.rawHidden}</p>
        )}
      </>
    ),
  }
}

type RejectLines = Extract<HealthView['rejects'], { ok: true }>['value']['items']

function Rejects({ look, rejects, next }: { look: Look; rejects: RejectLines; next: string | undefined }) {
  const { words } = look
  if (rejects.length === 0) return <Empty>{words.noRejects}</Empty>
  return (
    <>
      {look.mayAct && (
        <form method="post" action="/health/replay" class="inline">
          <button type="submit">{words.replay}</button>
          <p class="soft">{words.replayHint}</p>
        </form>
      )}
      <section class="scroll" tabIndex={0} aria-label={words.scrolls(words.rejects)}>
        <table class="list">
          <thead>
            <tr>
              <th scope="col">{words.received}</th>
              <th scope="col">{words.reason}</th>
              <th scope="col">{words.why}</th>
            </tr>
          </thead>
          <tbody>
            {rejects.map((reject) => (
              <tr key={reject.id}>
                <th scope="row" class="n">
                  <a href={`/health/rejects/${reject.id}`}>
                    <Time look={look} atMs={reject.receivedAtMs} />
                  </a>
                </th>
                <td>
                  <span class="badge">{reject.source}</span> {reject.reason}
                </td>
                <td lang="en" class="text">
                  {reject.explanation}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {next !== undefined && (
        <p>
          <a class="button" href={next}>
            {words.older}
          </a>
        </p>
      )}
    </>
  )
}

type NumberViewLines = Extract<HealthView['numberViews'], { ok: true }>['value']

function NumberViews({ look, views }: { look: Look; views: NumberViewLines }) {
  const { words } = look
  if (views.length === 0) return <Empty>{words.noNumberViews}</Empty>
  return (
    <ul class="plain">
      {views.map(({ atMs, person, page }) => (
        <li key={`${atMs} ${page}`}>
          <Time look={look} atMs={atMs} /> <bdi>{person}</bdi>{' '}
          <a href={page}>{page.split('?')[0]?.slice(0, 60)}</a>
        </li>
      ))}
    </ul>
  )
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const

function bytesOf({ formats }: Look, bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log(bytes) / Math.log(1024)))
  return `${formats.number(bytes / 1024 ** power)} ${UNITS[power]}`
}
