import { type Command, Option } from 'commander'
import { eventJson } from '../../../domain/account/account-json.ts'
import {
  EVENT_EFFECTS,
  EVENT_KINDS,
  type EventEffect,
  type EventKind,
} from '../../../domain/account/event.ts'
import type { KeptEvent } from '../../../domain/account/ports.ts'
import { isoOf } from '../../../domain/text/iso.ts'
import { type CliContext, CliError, EXIT } from '../context.ts'
import { jsonOf } from '../json.ts'
import { table } from '../table.ts'
import { timeOf } from '../time.ts'

const DEFAULT_LIMIT = 50

interface EventOptions {
  readonly kind?: EventKind
  readonly effect?: EventEffect
  readonly from?: string
  readonly limit: string
  readonly json?: boolean
}

/** `bluetick events` */
export function addEventsCommand(program: Command, context: CliContext): void {
  program
    .command('events')
    .description('account events, newest first: templates, numbers, restrictions, errors, opt-outs')
    .addOption(new Option('--kind <kind>', 'only of this kind').choices(EVENT_KINDS))
    .addOption(new Option('--effect <effect>', 'only those that do this to sending').choices(EVENT_EFFECTS))
    .option('--from <time>', 'only from this time on (ISO 8601 with a zone, or a day of UTC)')
    .option('--limit <number>', 'how many', String(DEFAULT_LIMIT))
    .option('--json', 'print JSON')
    .action((options: EventOptions) => {
      const limit = Number(options.limit)
      if (!Number.isInteger(limit) || limit < 1)
        throw new CliError('--limit must be a whole number from 1.', EXIT.usage)
      const filter = {
        ...(options.kind !== undefined && { kind: options.kind }),
        ...(options.effect !== undefined && { effect: options.effect }),
        ...(options.from !== undefined && { fromMs: timeOf('--from', options.from) }),
      }
      return context.withDatabase(async ({ account }) => {
        const { items } = await account.store.events(filter, undefined, limit)
        context.out.write(options.json ? jsonOf({ events: items.map(eventJson) }) : textOf(items))
      })
    })
}

function textOf(events: readonly KeptEvent[]): string {
  if (events.length === 0) return 'No account events.\n'
  return table(
    ['when', 'what', 'of', 'value', 'before', 'sending', 'details'],
    events.map(({ lastAtMs, kind, subject, value, before, effect, details }) => [
      isoOf(lastAtMs),
      kind,
      subject,
      value,
      before ?? '',
      effect,
      details ?? '',
    ]),
  )
}
