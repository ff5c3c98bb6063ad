import type { Command } from 'commander'
import { messageJson } from '../../../domain/campaigns/message-json.ts'
import { type CliContext, CliError, EXIT } from '../context.ts'
import { jsonOf } from '../json.ts'
import { table } from '../table.ts'

type Message = ReturnType<typeof messageJson>

/** `bluetick message …` */
export function addMessageCommand(program: Command, context: CliContext): void {
  program
    .command('message')
    .description('what became of one message')
    .command('show <id>')
    .description('the timeline of a message, by any id it is known by')
    .option('--json', 'print JSON')
    .action((id: string, options: { json?: boolean }) =>
      context.withDatabase(async ({ campaigns: { store } }) => {
        const known = await store.message(id)
        if (known === undefined) throw new CliError('No message with this id is known.', EXIT.found)
        const message = messageJson(known, id)
        context.out.write(options.json ? jsonOf(message) : textOf(message))
      }),
    )
}

function textOf({ status, contradictory, campaigns, timeline, reply, failures }: Message): string {
  const head = [
    `Status: ${status}${contradictory ? ' (failed and arrived, both reported)' : ''}\n`,
    ...campaigns.map(({ name, id }) => `Campaign: ${name ?? id}\n`),
  ]
  const rows = timeline.map(({ kind, at, reported, time_known }) => [
    kind,
    at,
    reported ? (time_known ? 'reported' : 'time of receipt') : 'inferred',
  ])
  const times = rows.length === 0 ? '' : `\n${table(['what', 'when', 'how we know'], rows)}`
  const how = reply?.matched_by === 'reference' ? 'to this message' : 'the first one after it arrived'
  const replied = reply === undefined ? '' : `\nReplied: ${reply.at} (${reply.type}, ${how})\n`
  const reasons = failures.map(({ code, meaning, advice, details }) => {
    const words = details === undefined ? '' : `\n  “${details}”`
    return `\n${code}: ${meaning} ${advice}${words}\n`
  })
  return [...head, times, replied, ...reasons].join('')
}
