import type { Intake } from '../../../domain/dashboard/overview.ts'
import type { Look } from '../page.ts'
import { Sparkline } from '../parts/bars.tsx'
import { Count, Empty, Time } from '../parts/figure.tsx'

/** Whether webhooks arrive, and how soon they are in the database. */
export function IntakeFigures({ look, intake }: { look: Look; intake: Intake }) {
  const { words, formats } = look
  if (intake.lastWebhookMs === undefined) return <Empty>{words.noWebhookYet}</Empty>
  return (
    <>
      <Sparkline values={intake.reportsByMinute} label={words.byMinute} />
      <dl class="pairs">
        <dt>{words.lastWebhook}</dt>
        <dd>
          <Time look={look} atMs={intake.lastWebhookMs} />
        </dd>
        <dt>{words.reportsLastHour}</dt>
        <dd>{formats.number(intake.hour.reports)}</dd>
        <dt>{words.lagP95}</dt>
        <dd>{intake.lagP95 === undefined ? '–' : formats.duration(intake.lagP95)}</dd>
        <dt>{words.errorsLastHour}</dt>
        <dd class={intake.hour.webhookErrors > 0 ? 'bad' : undefined}>
          {formats.number(intake.hour.webhookErrors)}
        </dd>
        <dt>{words.rejectsLastHour}</dt>
        <dd class={intake.hour.rejects > 0 ? 'warn' : undefined}>
          <Count look={look} value={intake.hour.rejects} href="/health#rejects" />
        </dd>
      </dl>
    </>
  )
}
