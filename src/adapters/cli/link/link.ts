import type { Command } from 'commander'
import { HIDING, type LinkFinding, type LinkProblems } from '../../../domain/link/findings.ts'
import { groupBy } from '../../../domain/link/group-by.ts'
import type { LinkFailure, LinkState } from '../../../domain/link/ports.ts'
import { isoOf } from '../../../domain/text/iso.ts'
import { type CliContext, CliError, EXIT } from '../context.ts'
import { jsonOf } from '../json.ts'
import { table } from '../table.ts'
import type { LinkCommands } from './ports.ts'

/** How many failures are listed. */
const LISTED = 100
const NONE: LinkProblems = { unusable: new Map(), hiding: [] }

/** `bluetick link` and `bluetick unlink`: tables of the documents' names that somebody else made. */
export function addLinkCommands(program: Command, context: CliContext): void {
  const link = program
    .command('link')
    .description('link existing tables of the documents’ names; without --yes: only show what would be done')
    .option('--yes', 'link them: read their rows in, then write back what reports say')
    .option('--json', 'print JSON')
    .action((flags: { yes?: true; json?: true }) =>
      context.withDatabase(async ({ links }) => {
        const findings = await links.check()
        if (flags.json && !flags.yes)
          context.out.write(jsonOf({ schema: links.schema, findings: [...findings] }))
        else if (!flags.json) context.out.write(findingsText(links.schema, findings))
        const linkable = findings.some(({ state }) => state === 'fits')
        if (!linkable) return context.exitWith(EXIT.found)
        if (flags.yes) await linkNow(context, links, flags.json === true)
        else if (!flags.json)
          context.out.write(
            '\nNothing was changed. "bluetick link --yes" links them; "bluetick unlink" ends that.\n',
          )
      }),
    )
  link
    .command('status')
    .description('show the link: what waits, tables that cannot be used, and rows that were refused')
    .option('--json', 'print JSON')
    .action((_flags, command: Command) =>
      context.withDatabase(async ({ links }) => {
        const state = await links.state()
        const problems = state === undefined ? NONE : await links.problems(state)
        const failures = await links.failures(LISTED)
        if (command.optsWithGlobals()['json'] === true)
          context.out.write(jsonOf(shown(state, failures, problems)))
        else
          context.out.write(
            state === undefined ? 'Nothing is linked.\n' : statusOf(state, failures, problems),
          )
        if (failures.length + problems.unusable.size > 0) context.exitWith(EXIT.found)
      }),
    )
  link
    .command('retry')
    .description('retry refused rows now, after the cause was fixed')
    .action(() =>
      context.withDatabase(async ({ links }) => {
        context.out.write(`${await links.retry()} rows are tried again within seconds.\n`)
      }),
    )
  program
    .command('unlink')
    .description('end the link; their tables keep what was written, and nothing else of Bluetick')
    .action(() =>
      context.withDatabase(async ({ links }) => {
        const left = await links.unlink()
        if (left === undefined) throw new CliError('Nothing is linked.', EXIT.found)
        context.out.write('Unlinked. Bluetick works on its own tables; what it had read stays there.\n')
        if (left.length === 0) return
        const statements = left.map((statement) => `  ${statement};\n`).join('')
        context.out.write(
          `These tables are not the role's: a trigger that does nothing now stays there until their owner says:\n${statements}`,
        )
      }),
    )
}

async function linkNow(context: CliContext, links: LinkCommands, asJson: boolean): Promise<void> {
  const polled = await links.link(
    (rows) => {
      if (context.err.isTTY) context.err.write(`\r${rows} rows read`)
    },
    (error) => {
      const why = error instanceof Error ? error.message : String(error)
      context.err.write(`Their tables cannot be read just now, tried again: ${why}\n`)
    },
  )
  if (context.err.isTTY) context.err.write('\n')
  const state = await links.state()
  if (asJson) {
    context.out.write(jsonOf(shown(state, [], NONE)))
    return
  }
  const rows = state?.tables.reduce((sum, one) => sum + one.rowsRead, 0) ?? 0
  context.out.write(`\nLinked: ${rows} rows were read. "bluetick link status" shows how it goes.\n`)
  if (polled.length > 0) context.out.write(`Without a trigger, so polled: ${polled.join(', ')}.\n`)
}

function findingsText(schema: string, findings: readonly LinkFinding[]): string {
  if (findings.length === 0)
    return `The schema ${schema} holds no tables of the documents' names that somebody else made.\n`
  const byTable = groupBy(findings, (finding) => finding.table)
  return [...byTable]
    .map(
      ([name, some]) =>
        `${schema}.${name}\n${some.map((one) => `  ${one.state.padEnd(7)} ${one.message}\n`).join('')}`,
    )
    .join('')
}

function statusOf(
  state: LinkState,
  failures: readonly LinkFailure[],
  { unusable, hiding }: LinkProblems,
): string {
  const reasons = [
    ...[...unusable].map(
      ([name, reason]) =>
        `${state.schema}.${name} cannot be used just now, and what waits for it is kept: ${reason}\n`,
    ),
    ...hiding.map((name) => `${state.schema}.${name}: ${HIDING}\n`),
  ]
  const tables = table(
    ['table', 'rows read', 'first copy', 'changes come by'],
    state.tables.map((one) => [
      `${state.schema}.${one.name}`,
      String(one.rowsRead),
      one.isCopied ? 'done' : 'under way',
      one.hasTrigger ? 'trigger' : 'polling',
    ]),
  )
  const waiting = `${state.outbox} rows wait to be written back (the oldest for ${Math.round(state.lagSeconds)} s), ${state.changes} changes to be read.\n`
  const known = tables + waiting + reasons.join('')
  if (failures.length === 0) return `${known}No row was refused.\n`
  const refused = table(
    ['table', 'row', 'key', 'code', 'reason', 'attempts', 'next attempt'],
    failures.map((one) => [
      one.table,
      one.direction === 'in' ? 'theirs' : 'ours',
      one.key,
      one.code,
      one.message,
      String(one.attempts),
      one.nextAttemptAtMs === undefined ? 'when you retry' : isoOf(one.nextAttemptAtMs),
    ]),
  )
  return `${known}${state.failures} rows were refused:\n${refused}`
}

function shown(
  state: LinkState | undefined,
  failures: readonly LinkFailure[],
  { unusable, hiding }: LinkProblems,
) {
  if (state === undefined) return { linked: false }
  const { linkedAtMs, lagSeconds, tables, failures: refused, ...rest } = state
  return {
    linked: true,
    ...rest,
    tables: tables.map(({ name, hasTrigger, rowsRead, isCopied }) => ({
      name,
      rows_read: rowsRead,
      copied: isCopied,
      has_trigger: hasTrigger,
      hides_rows: hiding.includes(name),
      ...(unusable.has(name) && { unusable: unusable.get(name) }),
    })),
    linked_at: isoOf(linkedAtMs),
    lag_seconds: lagSeconds,
    refused,
    failures: failures.map(({ firstAtMs, nextAttemptAtMs, ...failure }) => ({
      ...failure,
      first_at: isoOf(firstAtMs),
      ...(nextAttemptAtMs !== undefined && { next_attempt_at: isoOf(nextAttemptAtMs) }),
    })),
  }
}
