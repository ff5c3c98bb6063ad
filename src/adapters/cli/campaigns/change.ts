import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import type { Campaign } from '../../../domain/campaigns/campaign.ts'
import { campaignJson } from '../../../domain/campaigns/campaign-json.ts'
import { endsFirst } from '../../../domain/campaigns/settings.ts'
import { StoreRefusedError } from '../../../domain/messages/ports.ts'
import { type CliContext, CliError, EXIT } from '../context.ts'
import { jsonOf } from '../json.ts'
import { createProgress } from '../progress.ts'
import { makeCampaign, nameTaken } from './make.ts'
import { noCampaign } from './no-campaign.ts'
import {
  addSettingsOptions,
  endBeforeStart,
  filled,
  type SettingsOptions,
  settingsChange,
} from './settings.ts'

/** The document's column is free text: services that write it have words of their own. */
const STATUS = 'what you call its state, in words of your own'

interface Json {
  readonly json?: true
}

/** `bluetick campaign create | edit | delete | remove` */
export function addCampaignChanges(campaign: Command, context: CliContext): void {
  const create = campaign
    .command('create <id>')
    .description('register a campaign; harmless to repeat')
    .requiredOption('--name <name>', 'the name that reports give; no other campaign may have it')
    .option('--status <status>', STATUS, 'running')
    .option('--json', 'print JSON')
  addSettingsOptions(create).action(
    (
      id: string,
      { name, status, json, ...settings }: Json & SettingsOptions & { name: string; status: string },
    ) =>
      context.withDatabase(async ({ campaigns: { store, register, edit } }) => {
        const change = settingsChange(settings)
        if (endsFirst(change)) throw endBeforeStart()
        const outcome = await makeCampaign(
          register,
          filled('<id>', id),
          filled('--name', name),
          filled('--status', status),
        )
        if (outcome === 'made' && Object.keys(change).length > 0) await edit(id, change)
        const made = await store.find(id)
        if (made === undefined) throw noCampaign()
        const done = outcome === 'made' ? 'Made' : 'It was there already'
        context.out.write(json ? jsonOf(campaignJson(made)) : `${done}: ${labelOf(made)}\n`)
      }),
  )
  const editing = campaign
    .command('edit <id>')
    .description('rename a campaign, or set its state, such as completed or archived, or its settings')
    .option('--name <name>', 'its new name; no other campaign may have it')
    .option('--status <status>', STATUS)
    .option('--json', 'print JSON')
  addSettingsOptions(editing).action(
    (id: string, options: Json & SettingsOptions & { name?: string; status?: string }) =>
      edit(id, options, context),
  )
  campaign
    .command('delete <id>')
    .description(
      'delete a campaign with its recipients, for good; messages stay, and belong to no campaign then',
    )
    .option('--yes', 'do not ask')
    .option('--json', 'print JSON')
    .action((id: string, options: Json & { yes?: true }) => deleteOne(id, options, context))
  campaign
    .command('remove <id> <recipient>')
    .description('take a recipient out of a campaign, by the id that the API lists; its message stays')
    .option('--json', 'print JSON')
    .action((id: string, recipient: string, { json }: Json) =>
      context.withDatabase(async ({ campaigns: { store, removeRecipient } }) => {
        if ((await store.find(id)) === undefined) throw noCampaign()
        if (!(await removeRecipient(id, recipient).catch(rethrowRefused)))
          throw new CliError('The campaign has no recipient of this id.', EXIT.found)
        context.out.write(json ? jsonOf({ deleted: true }) : 'Removed.\n')
      }),
    )
}

async function edit(
  id: string,
  { name, status, json, ...settings }: Json & SettingsOptions & { name?: string; status?: string },
  context: CliContext,
): Promise<void> {
  const change = {
    ...(name !== undefined && { name: filled('--name', name) }),
    ...(status !== undefined && { status: filled('--status', status) }),
    ...settingsChange(settings),
  }
  if (Object.keys(change).length === 0)
    throw new CliError('Say what to change: --name, --status or another option.', EXIT.usage)
  await context.withDatabase(async ({ campaigns: { store, edit } }) => {
    const outcome = await edit(id, change)
    if (outcome === 'name-taken') throw nameTaken()
    if (outcome === 'ends-first') throw endBeforeStart()
    const edited = await store.find(id)
    if (edited === undefined) throw noCampaign()
    context.out.write(json ? jsonOf(campaignJson(edited)) : `${labelOf(edited)}\n`)
  })
}

async function deleteOne(id: string, options: Json & { yes?: true }, context: CliContext): Promise<void> {
  await context.withDatabase(async ({ campaigns: { store, deleteCampaign } }) => {
    const found = await store.find(id)
    if (found === undefined) throw noCampaign()
    const { recipients: total } = found.counters
    if (!options.yes && !(await isConfirmed(found, context))) {
      context.err.write('Nothing was deleted.\n')
      return context.exitWith(EXIT.found)
    }
    const progress = createProgress(context.err, 'recipients', total)
    const removed = await deleteCampaign(id, context.signal, (gone) => progress.update(gone))
      .catch(rethrowRefused)
      .finally(() => progress.end())
    if (removed.outcome === 'stopped') {
      context.err.write(`Stopped after ${removed.recipients} recipients: run it again to go on.\n`)
      return
    }
    const { recipients } = removed
    context.out.write(
      options.json ? jsonOf({ deleted: true, recipients }) : `Deleted, with ${recipients} recipients.\n`,
    )
  })
}

async function isConfirmed(found: Campaign, { input, err }: CliContext): Promise<boolean> {
  const question = `This deletes ${labelOf(found)} with ${found.counters.recipients} recipients, for good`
  if (!('isTTY' in input) || input.isTTY !== true) throw new CliError(`${question}: say --yes.`, EXIT.usage)
  err.write(`${question}. Type its id to go on: `)
  const lines = createInterface({ input })
  try {
    return (await lines.question('')).trim() === found.id
  } finally {
    lines.close()
  }
}

function labelOf({ id, name, status }: Campaign): string {
  return `${name ?? id}${name === id || name === undefined ? '' : ` [${id}]`}${status === undefined ? '' : ` (${status})`}`
}

function rethrowRefused(error: unknown): never {
  if (!(error instanceof StoreRefusedError)) throw error
  throw new CliError(
    `The database refuses it (SQLSTATE ${error.code}): ${error.message.replace(/\.?$/, '.')}`,
    EXIT.failed,
    { cause: error },
  )
}
