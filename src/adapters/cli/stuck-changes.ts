import type { Command } from 'commander'
import type { UnjoinedChange } from '../../domain/messages/unjoined-changes.ts'
import { isoOf } from '../../domain/text/iso.ts'
import { type CliContext, EXIT } from './context.ts'
import { jsonOf } from './json.ts'
import type { StuckCommands } from './ports.ts'
import { table } from './table.ts'

const PAGE = 500

interface Flags {
  readonly retry?: true
  readonly json?: true
}

/** `bluetick stuck changes`: rows of other services that the database refused to join in. */
export function addStuckChangesCommand(stuck: Command, context: CliContext): void {
  stuck
    .command('changes')
    .description(
      'rows written by other services that could not be joined in, with the database error; they are retried automatically with growing pauses',
    )
    .option('--retry', 'join them in again now, after the cause was fixed, and list what is left')
    .option('--json', 'print JSON')
    .action(({ retry, json }: Flags) =>
      context.withDatabase(async ({ stuck: commands }) => {
        if (retry) await commands.retryChanges()
        const found = await allOf(commands)
        const hiding = await commands.hidingTables()
        if (json) context.out.write(jsonOf({ changes: found.map(changeJson), hiding: [...hiding] }))
        else context.out.write(listOf(found) + hidingSentence(hiding))
        if (found.length > 0) context.exitWith(EXIT.found)
      }),
    )
}

async function allOf({ changes }: StuckCommands): Promise<readonly UnjoinedChange[]> {
  const found: UnjoinedChange[] = []
  for (;;) {
    const page = await changes(found.at(-1), PAGE)
    found.push(...page)
    if (page.length < PAGE) return found
  }
}

function changeJson({ nextAttemptAtMs, ...change }: UnjoinedChange) {
  return { ...change, next_attempt_at: isoOf(nextAttemptAtMs) }
}

function listOf(found: readonly UnjoinedChange[]): string {
  return found.length === 0 ? 'Everything is joined in.\n' : tableOf(found)
}

function hidingSentence(tables: readonly string[]): string {
  if (tables.length === 0) return ''
  return `Row level security may hide rows of ${tables.join(', ')} from the role: those are neither joined in nor listed.\n`
}

function tableOf(changes: readonly UnjoinedChange[]): string {
  return table(
    ['kind', 'key', 'code', 'message', 'attempts', 'next attempt'],
    changes.map(({ kind, key, code, message, attempts, nextAttemptAtMs }) => [
      kind,
      key,
      code,
      message,
      attempts,
      isoOf(nextAttemptAtMs),
    ]),
  )
}
