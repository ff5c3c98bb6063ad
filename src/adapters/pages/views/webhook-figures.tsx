import type { WebhookFigures } from '../../../domain/dashboard/overview.ts'
import type { Look } from '../page.ts'
import { Sparkline } from '../parts/bars.tsx'
import { Count, Empty, Time } from '../parts/figure.tsx'

/** Whether webhooks arrive, and how soon they are in the database. */
export function WebhookFigureList({ look, webhooks }: { look: Look; webhooks: WebhookFigures }) {
  const { words, formats } = look
  if (webhooks.lastWebhookMs === undefined) return <Empty>{words.noWebhookYet}</Empty>
  return (
    <>
      <Sparkline values={webhooks.reportsByMinute} label={words.byMinute} />
      <dl class="pairs">
        <dt>{words.lastWebhook}</dt>
        <dd>
          <Time look={look} atMs={webhooks.lastWebhookMs} />
        </dd>
        <dt>{words.reportsLastHour}</dt>
        <dd>{formats.number(webhooks.hour.reports)}</dd>
        <dt>{words.lagP95}</dt>
        <dd>{webhooks.lagP95 === undefined ? '–' : formats.duration(webhooks.lagP95)}</dd>
        <dt>{words.errorsLastHour}</dt>
        <dd class={webhooks.hour.webhookErrors > 0 ? 'bad' : undefined}>
          {formats.number(webhooks.hour.webhookErrors)}
        </dd>
        <dt>{words.rejectsLastHour}</dt>
        <dd class={webhooks.hour.rejects > 0 ? 'warn' : undefined}>
          <Count look={look} value={webhooks.hour.rejects} href="/health#rejects" />
        </dd>
      </dl>
    </>
  )
}
