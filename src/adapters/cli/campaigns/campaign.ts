import type { Command } from 'commander'
import type { Campaign } from '../../../domain/campaigns/campaign.ts'
import {
  type CampaignDetails,
  detailsOf,
  type Percentiles,
  type Rate,
} from '../../../domain/campaigns/campaign-details.ts'
import { campaignJson, detailsJson } from '../../../domain/campaigns/campaign-json.ts'
import { isoOf } from '../../../domain/text/iso.ts'
import { type CliContext, CliError, EXIT } from '../context.ts'
import { jsonOf } from '../json.ts'
import { table } from '../table.ts'
import { addCampaignChanges } from './change.ts'
import { addCampaignExport } from './export.ts'
import { addCampaignImport } from './import.ts'
import { noCampaign } from './no-campaign.ts'

const DEFAULT_LIMIT = 50

interface ListOptions {
  readonly status?: string
  readonly limit: string
  readonly json?: boolean
}

/** `bluetick campaign …` */
export function addCampaignCommand(program: Command, context: CliContext): void {
  const campaign = program
    .command('campaign')
    .alias('campaigns')
    .description('list, show, fill, export, change and delete campaigns')
  campaign
    .command('list')
    .description('campaigns, newest first')
    .option('--status <status>', 'only those in this state')
    .option('--limit <number>', 'how many', String(DEFAULT_LIMIT))
    .option('--json', 'print JSON')
    .action((options: ListOptions) =>
      context.withDatabase(async ({ campaigns }) => {
        const limit = Number(options.limit)
        if (!Number.isInteger(limit) || limit < 1) {
          throw new CliError('--limit must be a whole number from 1.', EXIT.usage)
        }
        const filter = options.status === undefined ? {} : { status: options.status }
        const { store } = campaigns
        const { items, next } = await store.list(filter, undefined, limit)
        if (items.length === 0 && options.status !== undefined) throw noState(await store.statuses())
        const more = next === undefined ? '' : `There are more: give a larger --limit.\n`
        if (options.json) context.out.write(jsonOf({ campaigns: items.map(campaignJson) }))
        else context.out.write(listText(items))
        context.err.write(more)
      }),
    )
  campaign
    .command('show <id>')
    .description('counters, rates, failures and times of one campaign')
    .option('--json', 'print JSON')
    .action((id: string, options: { json?: boolean }) =>
      context.withDatabase(async ({ campaigns: { store, now } }) => {
        const found = await store.find(id)
        if (found === undefined) throw noCampaign()
        const details = detailsOf(found, now())
        context.out.write(options.json ? jsonOf(detailsJson(found, details)) : showText(found, details))
      }),
    )
  addCampaignImport(campaign, context)
  addCampaignExport(campaign, context)
  addCampaignChanges(campaign, context)
}

function noState(states: readonly string[]): CliError {
  const known = states.length === 0 ? 'there are no campaigns' : `there are ${states.join(', ')}`
  return new CliError(`No campaign is in this state: ${known}.`, EXIT.found)
}

function listText(campaigns: readonly Campaign[]): string {
  if (campaigns.length === 0) return 'There are no campaigns.\n'
  return table(
    ['id', 'name', 'status', 'recipients', 'pending', 'sent', 'delivered', 'read', 'failed', 'replied'],
    campaigns.map(({ id, name, status, counters }) => [
      id,
      name ?? '',
      status ?? '',
      counters.recipients,
      counters.pending,
      counters.sent,
      counters.delivered,
      counters.read,
      counters.failed,
      counters.replied,
    ]),
  )
}

function showText(campaign: Campaign, details: CampaignDetails): string {
  const { rates, failures } = details
  const lines = [
    `${campaign.name ?? campaign.id}${campaign.status === undefined ? '' : ` (${campaign.status})`}`,
    settingsText(campaign),
    details.stillChanging ? 'Still changing: the counters changed within the last hour.' : '',
    `Failed and arrived, both reported: ${details.contradictions}. Named by webhooks only: ${details.unregistered}. Replied to, read receipts off: ${details.repliedUnread}.`,
  ]
  const rateRows = Object.entries(rates).map(([what, rate]) => [what, ...rateCells(rate)])
  const timeRows = [
    ['sent to delivered', ...timeCells(details.deliverySeconds)],
    ['delivered to read', ...timeCells(details.readSeconds)],
    ['delivered to reply', ...timeCells(details.replySeconds)],
  ]
  return [
    `${lines.filter((line) => line !== '').join('\n')}\n`,
    table(
      ['', 'number', 'of', '', 'share'],
      [['pending', campaign.counters.pending, '', '', ''], ...rateRows],
    ),
    table(['seconds', 'messages', 'p50', 'p90', 'p99'], timeRows),
    failures.length === 0
      ? ''
      : table(
          ['code', 'recipients', 'resend', 'meaning'],
          failures.map(({ code, recipients, resend, meaning }) => [code, recipients, resend, meaning]),
        ),
  ]
    .filter((part) => part !== '')
    .join('\n')
}

function settingsText({ startsAtMs, endsAtMs, template, country }: Campaign): string {
  const parts = [
    startsAtMs === undefined ? '' : `Starts ${isoOf(startsAtMs)}.`,
    endsAtMs === undefined ? '' : `Ends ${isoOf(endsAtMs)}.`,
    template === undefined ? '' : `Template: ${template}.`,
    country === undefined ? '' : `Numbers of ${country}.`,
  ]
  return parts.filter((part) => part !== '').join(' ')
}

function rateCells({ numerator, denominator, of, value }: Rate): (string | number)[] {
  return [numerator, denominator, of, value === undefined ? '–' : `${(value * 100).toFixed(1)}%`]
}

function timeCells({ messages, p50, p90, p99 }: Percentiles): (string | number)[] {
  return [messages, ...[p50, p90, p99].map((seconds) => (seconds === undefined ? '–' : String(seconds)))]
}
