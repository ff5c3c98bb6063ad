import { type AccountEvent, type EventEffect, errorEvent } from '../../domain/account/event.ts'
import { parseOccurrence } from '../../domain/messages/timestamp.ts'
import { readWhatsappNumber } from '../../domain/phones/whatsapp-number.ts'
import {
  accountOf,
  detailed,
  effectOf,
  event,
  label,
  type NewsEntry,
  numberOf,
  templateOf,
  text,
} from './news-event.ts'
import { field, isList, isObject, type JsonObject, objectField } from './read.ts'

type Reader = (value: JsonObject, entry: NewsEntry) => readonly AccountEvent[]

/** Meta's fields that bring news of the account (Meta: webhooks reference, WhatsApp Business Account). */
const READERS: Readonly<Record<string, Reader>> = {
  message_template_status_update: templateStatus,
  message_template_quality_update: templateQuality,
  template_category_update: templateCategory,
  phone_number_quality_update: numberQuality,
  business_capability_update: messagingLimit,
  account_update: accountStatus,
  account_review_update: accountReview,
  account_alerts: accountAlert,
  user_preferences: preferences,
}

/** The news in a change of this field; nothing where the field brings none, or none that says what happened. */
export function readNews(name: string, value: unknown, entry: NewsEntry): readonly AccountEvent[] {
  const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined
  return reader === undefined || !isObject(value) ? [] : reader(value, entry)
}

/** Which account an entry is of, and when it happened. */
export function newsEntryOf(entry: JsonObject, receivedAtMs: number): NewsEntry {
  const reported = parseOccurrence(field(entry, 'time'), receivedAtMs)
  return {
    account: label(entry, 'id'),
    occurrence: reported === 'missing' ? { atMs: receivedAtMs, estimated: true } : reported,
  }
}

/** Errors that stand beside the statuses and are about the whole account. */
export function readAccountErrors(errors: readonly unknown[], entry: NewsEntry): readonly AccountEvent[] {
  return errors.flatMap((error) => {
    const code = isObject(error) ? label(error, 'code') : undefined
    if (!isObject(error) || code === undefined) return []
    const data = objectField(error, 'error_data')
    const details = (data && text(data, 'details')) ?? text(error, 'message') ?? text(error, 'title')
    return [errorEvent(code, entry.occurrence, { ...accountOf(entry), ...detailed(details) })]
  })
}

const TEMPLATE_EFFECTS: Readonly<Record<string, EventEffect>> = {
  PAUSED: 'stops',
  DISABLED: 'stops',
  REJECTED: 'warns',
  LIMIT_EXCEEDED: 'warns',
  FLAGGED: 'warns',
  PENDING_DELETION: 'warns',
  APPROVED: 'frees',
  REINSTATED: 'frees',
  UNPAUSED: 'frees',
}

function templateStatus(value: JsonObject, entry: NewsEntry): readonly AccountEvent[] {
  const other = objectField(value, 'other_info')
  const reason = label(value, 'reason')
  const details =
    (other && (text(other, 'description') ?? text(other, 'title'))) ??
    (reason === 'NONE' ? undefined : reason)
  return event('template-status', entry, templateOf(value), label(value, 'event'), TEMPLATE_EFFECTS, {
    details,
  })
}

const QUALITY_EFFECTS: Readonly<Record<string, EventEffect>> = {
  RED: 'warns',
  YELLOW: 'warns',
  GREEN: 'frees',
}

function templateQuality(value: JsonObject, entry: NewsEntry): readonly AccountEvent[] {
  return event(
    'template-quality',
    entry,
    templateOf(value),
    label(value, 'new_quality_score'),
    QUALITY_EFFECTS,
    {
      before: label(value, 'previous_quality_score'),
    },
  )
}

function templateCategory(value: JsonObject, entry: NewsEntry): readonly AccountEvent[] {
  const now = label(value, 'new_category') ?? label(value, 'correct_category')
  return event(
    'template-category',
    entry,
    templateOf(value),
    now,
    {},
    {
      before: label(value, 'previous_category'),
    },
  )
}

const NUMBER_EFFECTS: Readonly<Record<string, EventEffect>> = {
  FLAGGED: 'warns',
  DOWNGRADE: 'warns',
  UNFLAGGED: 'frees',
  UPGRADE: 'frees',
}

function numberQuality(value: JsonObject, entry: NewsEntry): readonly AccountEvent[] {
  const limit = label(value, 'current_limit') ?? label(value, 'max_daily_conversations_per_business')
  return event('number-quality', entry, numberOf(value), label(value, 'event'), NUMBER_EFFECTS, {
    details: limit === undefined ? undefined : `messaging limit ${limit}`,
    before: label(value, 'old_limit'),
  })
}

function messagingLimit(value: JsonObject, entry: NewsEntry): readonly AccountEvent[] {
  const limit =
    label(value, 'max_daily_conversations_per_business') ?? label(value, 'max_daily_conversation_per_phone')
  return event('messaging-limit', entry, entry.account, limit, {}, {})
}

const ACCOUNT_EFFECTS: Readonly<Record<string, EventEffect>> = {
  ACCOUNT_RESTRICTION: 'stops',
  ACCOUNT_DELETED: 'stops',
  ACCOUNT_OFFBOARDED: 'stops',
  DISABLE: 'stops',
  ACCOUNT_VIOLATION: 'warns',
  SCHEDULE_FOR_DISABLE: 'warns',
  REINSTATE: 'frees',
  VERIFIED_ACCOUNT: 'informs',
  ACCOUNT_RECONNECTED: 'frees',
}

/** A ban's own state says more than that there is news of it (DISABLED_UPDATE). */
function accountStatus(value: JsonObject, entry: NewsEntry): readonly AccountEvent[] {
  const ban = objectField(value, 'ban_info')
  const violation = objectField(value, 'violation_info')
  const restrictions = field(value, 'restriction_info')
  const items = (isList(restrictions) ? restrictions : [restrictions]).filter(isObject)
  const types = items.flatMap((item) => label(item, 'restriction_type') ?? [])
  const ends = items.map((item) => parseOccurrence(field(item, 'expiration'), entry.occurrence.atMs))
  const untilMs = Math.max(...ends.map((end) => (end === 'missing' || end.estimated ? 0 : end.atMs)), 0)
  const state = (ban && label(ban, 'waba_ban_state')) ?? label(value, 'event')
  return event('account-status', entry, entry.account ?? numberOf(value), state, ACCOUNT_EFFECTS, {
    details: (violation && label(violation, 'violation_type')) ?? (types.join(', ') || undefined),
    untilMs: untilMs === 0 ? undefined : untilMs,
  })
}

const REVIEW_EFFECTS: Readonly<Record<string, EventEffect>> = { REJECTED: 'stops', APPROVED: 'frees' }

function accountReview(value: JsonObject, entry: NewsEntry): readonly AccountEvent[] {
  return event('account-review', entry, entry.account, label(value, 'decision'), REVIEW_EFFECTS, {})
}

const ALERT_EFFECTS: Readonly<Record<string, EventEffect>> = { CRITICAL: 'warns', WARNING: 'warns' }

function accountAlert(value: JsonObject, entry: NewsEntry): readonly AccountEvent[] {
  const alert = objectField(value, 'alert_info') ?? value
  const [kind] = event(
    'account-alert',
    entry,
    label(value, 'entity_id') ?? entry.account,
    label(alert, 'alert_type'),
    {},
    {
      details: text(alert, 'alert_description'),
    },
  )
  if (kind === undefined) return []
  const isOver = ['NONE', 'RESOLVED'].includes(label(alert, 'alert_status') ?? '')
  const effect = isOver ? 'frees' : effectOf(label(alert, 'alert_severity') ?? '', ALERT_EFFECTS)
  return [{ ...kind, effect }]
}

/** A person who wants no more marketing, or wants it again. */
function preferences(value: JsonObject, entry: NewsEntry): readonly AccountEvent[] {
  const list = field(value, 'user_preferences')
  return (isList(list) ? list : []).filter(isObject).flatMap((preference) => {
    const wish = label(preference, 'value')?.toLowerCase()
    const kind = wish === 'stop' ? 'opt-out' : wish === 'resume' ? 'opt-in' : undefined
    const category = label(preference, 'category') ?? 'marketing_messages'
    const subject = readWhatsappNumber(field(preference, 'wa_id')) ?? label(preference, 'user_id')
    if (kind === undefined || subject === undefined || category !== 'marketing_messages') return []
    const reported = parseOccurrence(field(preference, 'timestamp'), entry.occurrence.atMs)
    const occurrence = reported === 'missing' || reported.estimated ? entry.occurrence : reported
    return [{ kind, effect: 'informs' as const, subject, value: wish ?? '', ...accountOf(entry), occurrence }]
  })
}
