import type { Command } from 'commander'
import { conclude } from '../../../domain/messages/conclusion.ts'
import { NO_FACTS } from '../../../domain/messages/facts.ts'
import { meaningOfFailure } from '../../../domain/messages/failure-codes.ts'
import { KINDS } from '../../../domain/messages/report.ts'
import { type CliContext, CliError, EXIT } from '../context.ts'
import { jsonOf } from '../json.ts'
import { table } from '../table.ts'

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
        if (known === undefined) throw new CliError('Nothing was heard of a message of this id.', EXIT.found)
        const facts = known.message?.facts ?? NO_FACTS
        const { times, inferred, status, contradictory } = conclude(facts)
        const timeline = KINDS.flatMap((kind) => {
          const atMs = times[kind]
          if (atMs === undefined) return []
          const basis = inferred.includes(kind)
            ? 'inferred'
            : facts.times[kind]?.estimated
              ? 'time of receipt'
              : 'reported'
          return [{ kind, at: new Date(atMs).toISOString(), basis }]
        })
        const reply = facts.reply && {
          at: new Date(facts.reply.occurrence.atMs).toISOString(),
          type: facts.reply.type,
          matchedBy: facts.reply.named ? 'reference' : 'time',
        }
        const failures = Object.entries(facts.failures).map(([code, { title, details }]) => ({
          code,
          ...meaningOfFailure(code),
          title,
          details,
        }))
        const { campaigns } = known
        if (options.json) {
          context.out.write(
            jsonOf({
              ids: known.message?.ids ?? [id],
              status,
              contradictory,
              timeline,
              reply,
              failures,
              campaigns,
            }),
          )
          return
        }
        context.out.write(`Status: ${status}${contradictory ? ' (failed and arrived, both reported)' : ''}\n`)
        for (const { campaignName, campaignId } of campaigns)
          context.out.write(`Campaign: ${campaignName ?? campaignId}\n`)
        if (timeline.length > 0) {
          context.out.write(
            `\n${table(
              ['what', 'when', 'how we know'],
              timeline.map((e) => [e.kind, e.at, e.basis]),
            )}`,
          )
        }
        if (reply !== undefined) {
          const how = reply.matchedBy === 'reference' ? 'to this message' : 'the first one after it arrived'
          context.out.write(`\nReplied: ${reply.at} (${reply.type}, ${how})\n`)
        }
        for (const { code, meaning, advice, details } of failures) {
          context.out.write(
            `\n${code}: ${meaning} ${advice}${details === undefined ? '' : `\n  “${details}”`}\n`,
          )
        }
      }),
    )
}
