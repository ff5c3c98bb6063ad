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
        if (json) context.out.write(jsonOf({ changes: found.map(changeJson) }))
        else context.out.write(found.length === 0 ? 'Everything is joined in.\n' : tableOf(found))
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
