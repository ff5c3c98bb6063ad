import type { Command } from 'commander'
import { isoOf } from '../../domain/text/iso.ts'
import { type CliContext, CliError, EXIT } from './context.ts'
import { jsonOf } from './json.ts'
import type { StuckListed } from './ports.ts'
import { addStuckChangesCommand } from './stuck-changes.ts'
import { table } from './table.ts'

const PAGE = 500

interface ChoiceFlags {
  readonly all?: true
  readonly json?: true
}

/** `bluetick stuck`: reports that the database refused, each for itself. */
export function addStuckCommand(program: Command, context: CliContext): void {
  const stuck = program
    .command('stuck')
    .description('reports that the database refused and that were set apart')
  stuck
    .command('list')
    .description('list them, with the database error; they are retried automatically with growing pauses')
    .option('--json', 'print JSON')
    .action((flags: { json?: true }) =>
      context.withDatabase(async ({ stuck: commands }) => {
        let after = '0'
        let found = 0
        for (;;) {
          const page = await commands.list(after, PAGE)
          const last = page.at(-1)
          if (last === undefined) break
          after = last.id
          found += page.length
          const shown = page.map((one) => JSON.stringify(stuckJson(one))).join(',')
          const before = found === page.length ? '{"stuck":[' : ','
          await context.out.print(flags.json ? `${before}${shown}` : tableOf(page))
        }
        if (flags.json) context.out.write(found === 0 ? jsonOf({ stuck: [] }) : ']}\n')
        else if (found === 0) context.out.write('No report is set apart.\n')
        if (found > 0) context.exitWith(EXIT.found)
      }),
    )
  stuck
    .command('retry')
    .description('join them again now, after the cause was fixed')
    .argument('[ids...]', 'ids, as listed')
    .option('--all', 'all of them')
    .option('--json', 'print JSON')
    .action((ids: string[], flags: ChoiceFlags) =>
      context.withDatabase(async ({ stuck: commands }) => {
        const done = await commands.retry(chosen(ids, flags))
        if (ids.length > 0 && done.joined + done.stillRefused === 0) throw noneOf(ids)
        if (flags.json) context.out.write(jsonOf({ joined: done.joined, still_refused: done.stillRefused }))
        else context.out.write(`Joined ${done.joined}, still refused ${done.stillRefused}.\n`)
        if (done.stillRefused > 0) context.exitWith(EXIT.found)
      }),
    )
  stuck
    .command('drop')
    .description('give them up: they become rejects, with their text and the reason')
    .argument('[ids...]', 'ids, as listed')
    .option('--all', 'all of them')
    .option('--json', 'print JSON')
    .action((ids: string[], flags: ChoiceFlags) =>
      context.withDatabase(async ({ stuck: commands }) => {
        const dropped = await commands.drop(chosen(ids, flags))
        if (ids.length > 0 && dropped === 0) throw noneOf(ids)
        if (flags.json) context.out.write(jsonOf({ dropped }))
        else context.out.write(`Dropped ${dropped}: they are rejects now.\n`)
      }),
    )
  addStuckChangesCommand(stuck, context)
}

/** @throws CliError where it is not said which */
function chosen(ids: readonly string[], { all }: ChoiceFlags): readonly string[] | undefined {
  if (ids.length > 0 === (all === true)) throw new CliError('Say which: ids, or --all.', EXIT.usage)
  const wrong = ids.find((id) => !/^\d{1,18}$/.test(id))
  if (wrong !== undefined) throw new CliError(`"${wrong}" is not an id: they are whole numbers.`, EXIT.usage)
  return all ? undefined : ids
}

function noneOf(ids: readonly string[]): CliError {
  const which = ids.length === 1 ? 'this id' : 'one of these ids'
  return new CliError(`No report of ${which} is set apart: "bluetick stuck list" shows them.`, EXIT.found)
}

function stuckJson({ report, setApartAtMs, nextAttemptAtMs, ...stuck }: StuckListed) {
  const { ids, kind, occurrence, phone, campaignName, failure } = report
  return {
    ...stuck,
    set_apart_at: isoOf(setApartAtMs),
    ...(nextAttemptAtMs !== undefined && { next_attempt_at: isoOf(nextAttemptAtMs) }),
    report: {
      message_ids: ids,
      kind,
      at: isoOf(occurrence.atMs),
      time_known: !occurrence.estimated,
      ...(phone !== undefined && { phone }),
      ...(campaignName !== undefined && { campaign: campaignName }),
      ...(failure !== undefined && { failure }),
    },
  }
}

function tableOf(page: readonly StuckListed[]): string {
  return table(
    ['id', 'set apart', 'kind', 'code', 'message', 'attempts', 'next attempt'],
    page.map(({ id, setApartAtMs, report, code, message, attempts, nextAttemptAtMs }) => [
      id,
      isoOf(setApartAtMs),
      report.kind,
      code,
      message,
      attempts,
      nextAttemptAtMs === undefined ? 'when you retry' : isoOf(nextAttemptAtMs),
    ]),
  )
}
