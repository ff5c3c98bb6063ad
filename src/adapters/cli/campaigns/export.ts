import { type Command, Option } from 'commander'
import type { CliContext } from '../context.ts'
import { writeText } from '../files.ts'
import { noCampaign } from './no-campaign.ts'

const STATUSES = ['pending', 'sent', 'delivered', 'read', 'failed'] as const

interface ExportFlags {
  readonly status?: (typeof STATUSES)[number]
  readonly code?: string
  readonly notRead?: true
  readonly worthResend?: true
  readonly excel?: true
  readonly output?: string
}

/** `bluetick campaign export` */
export function addCampaignExport(campaign: Command, context: CliContext): void {
  campaign
    .command('export <id>')
    .description("a campaign's recipients as CSV, to standard output or a file")
    .addOption(new Option('--status <status>', 'only recipients of this status').choices(STATUSES))
    .option('--code <code>', 'only recipients whose message failed with this code')
    .addOption(
      new Option('--not-read', 'only those who have it and have not read it').conflicts(['status', 'code']),
    )
    .addOption(
      new Option('--worth-resend', 'only those for whom sending again can help').conflicts([
        'status',
        'code',
        'notRead',
      ]),
    )
    .option('--excel', 'for Excel: with a byte order mark, and numbers that it does not shorten')
    .option('-o, --output <file>', 'write to this file')
    .action((id: string, options: ExportFlags) =>
      context.withDatabase(async ({ campaigns: { store, exportCsv } }) => {
        if ((await store.find(id)) === undefined) throw noCampaign()
        const rows = exportCsv(id, {
          ...(options.status !== undefined && { status: options.status }),
          ...(options.code !== undefined && { failureCode: options.code }),
          ...(options.notRead && { selection: 'not-read' as const }),
          ...(options.worthResend && { selection: 'worth-resend' as const }),
          excel: options.excel === true,
        })
        await writeText(context, rows, options.output)
      }),
    )
}
