import type { AccountEvent, EventEffect } from '../../domain/account/event.ts'
import type { Occurrence } from '../../domain/messages/report.ts'
import { readWhatsappNumber } from '../../domain/phones/whatsapp-number.ts'
import { MAX_DETAILS_CHARACTERS, MAX_LABEL_CHARACTERS, MAX_TITLE_CHARACTERS } from '../../domain/text/clip.ts'
import { field, type JsonObject, textField } from './read.ts'

/** What all news of one entry have in common. */
export interface NewsEntry {
  readonly account: string | undefined
  readonly occurrence: Occurrence
}

/** What some news say beside what happened. */
interface More {
  readonly before?: string | undefined
  readonly details?: string | undefined
  readonly untilMs?: number | undefined
}

/** The event, where the news say what happened. */
export function event(
  kind: AccountEvent['kind'],
  entry: NewsEntry,
  subject: string | undefined,
  state: string | undefined,
  effects: Readonly<Record<string, EventEffect>>,
  { before, details, untilMs }: More,
): readonly AccountEvent[] {
  if (state === undefined) return []
  return [
    {
      kind,
      effect: effectOf(state, effects),
      subject: subject ?? 'unknown',
      value: state,
      ...(before !== undefined && { before }),
      ...accountOf(entry),
      ...detailed(details),
      occurrence: entry.occurrence,
      ...(untilMs !== undefined && { untilMs }),
    },
  ]
}

/** What a state does to sending; whatever its case. */
export function effectOf(state: string, effects: Readonly<Record<string, EventEffect>>): EventEffect {
  const name = state.toUpperCase()
  return (Object.hasOwn(effects, name) ? effects[name] : undefined) ?? 'informs'
}

/** A template as people name it: with its language. */
export function templateOf(value: JsonObject): string | undefined {
  const name =
    textField(value, 'message_template_name', MAX_TITLE_CHARACTERS) ?? label(value, 'message_template_id')
  const language = label(value, 'message_template_language')
  return name === undefined || language === undefined ? name : `${name} (${language})`
}

/** The business's own number. */
export function numberOf(value: JsonObject): string | undefined {
  const written = field(value, 'display_phone_number') ?? field(value, 'phone_number')
  return readWhatsappNumber(written) ?? label(value, 'display_phone_number')
}

/** The account of an entry, as events hold it. */
export function accountOf({ account }: NewsEntry): Pick<AccountEvent, 'account'> {
  return account === undefined ? {} : { account }
}

/** Details, as events hold them. */
export function detailed(details: string | undefined): Pick<AccountEvent, 'details'> {
  return details === undefined ? {} : { details }
}

/** A short word of a sender's, where it says anything. */
export function label(object: JsonObject, name: string): string | undefined {
  return textField(object, name, MAX_LABEL_CHARACTERS) || undefined
}

/** A sentence of a sender's, where it says anything. */
export function text(object: JsonObject, name: string): string | undefined {
  return textField(object, name, MAX_DETAILS_CHARACTERS) || undefined
}
