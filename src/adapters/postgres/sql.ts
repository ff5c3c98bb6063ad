// Made by "npm run sql" from the server's description of the files in sql/. Not edited by hand.
import type { Buffer } from 'node:buffer'

export interface StatementTypes {
  'account/change-suppressions': {
    parameters: [string | null]
    row: { readonly changed: number }
  }
  'account/end-suppressions': {
    parameters: [string | null, string | null, Date | string | null]
    row: never
  }
  'account/events-page': {
    parameters: [string | null, string | null, Date | string | null, Date | string | null, string | null, number | null]
    row: { readonly id: string; readonly kind: string; readonly effect: string; readonly subject: string; readonly value: string; readonly before: string | null; readonly account: string | null; readonly details: string | null; readonly at: Date; readonly last_at: Date; readonly until: Date | null; readonly position: string }
  }
  'account/keep-events': {
    parameters: [string | null]
    row: never
  }
  'account/suppressions-page': {
    parameters: [string | null, string | null, string | null, string | null, number | null]
    row: { readonly phone: string; readonly reason: string; readonly source: string; readonly since: Date }
  }
  'alerts/store/acknowledge': {
    parameters: [string | null, string | null, string | null, number | null, number | null]
    row: { readonly acknowledged_by: string; readonly fresh: boolean }
  }
  'alerts/store/active-silences': {
    parameters: [number | null]
    row: { readonly id: string; readonly rule: string; readonly labels: unknown; readonly starts_ms: number; readonly ends_ms: number; readonly author: string; readonly reason: string; readonly cron: string | null; readonly time_zone: string | null; readonly lasts_ms: number | null }
  }
  'alerts/store/add-minutes': {
    parameters: [string | null, number | null]
    row: never
  }
  'alerts/store/add-slow-statements': {
    parameters: [string | null, number | null]
    row: never
  }
  'alerts/store/claim-slot': {
    parameters: [string | null, number | null, string | null, string | null, number | null, number | null, number | null, string | null]
    row: { readonly fingerprint_before: string | null }
  }
  'alerts/store/claim-summary': {
    parameters: [string | null, string | null, string | null, number | null, boolean | null]
    row: { readonly mailed: boolean }
  }
  'alerts/store/end-acknowledgements': {
    parameters: [readonly (string | null)[] | null, number | null]
    row: never
  }
  'alerts/store/end-silence': {
    parameters: [number | string | bigint | null, string | null, number | null]
    row: { readonly ended: number | null }
  }
  'alerts/store/escalate-episode': {
    parameters: [string | null, number | null, number | null]
    row: { readonly id: string }
  }
  'alerts/store/find-episode': {
    parameters: [string | null]
    row: { readonly id: string; readonly rule: string; readonly severity: string; readonly labels: unknown; readonly fired_ms: number; readonly ended_ms: number | null; readonly summary: string | null; readonly acknowledged_by: string | null }
  }
  'alerts/store/forget-states': {
    parameters: [string | null, readonly (string | null)[] | null]
    row: never
  }
  'alerts/store/give-up-unknown': {
    parameters: [readonly (string | null)[] | null, number | null]
    row: { readonly recipient: string }
  }
  'alerts/store/history': {
    parameters: [number | null, number | null, string | null, number | null]
    row: { readonly id: string; readonly rule: string; readonly severity: string; readonly labels: unknown; readonly descriptions: unknown; readonly fired_ms: number | null; readonly ended_ms: number | null; readonly outcome: string | null; readonly summary: string | null; readonly acknowledged_by: string | null; readonly first_acknowledged_ms: number | null }
  }
  'alerts/store/hold-signals': {
    parameters: [readonly (number | string | bigint | null)[] | null, number | null]
    row: never
  }
  'alerts/store/insert-mails': {
    parameters: [string | null, number | null]
    row: never
  }
  'alerts/store/insert-past-episode': {
    parameters: [string | null]
    row: { readonly inserted: number | null }
  }
  'alerts/store/insert-signals': {
    parameters: [string | null]
    row: never
  }
  'alerts/store/insert-silence': {
    parameters: [string | null, string | null, number | null, number | null, string | null, string | null, string | null, string | null, number | string | bigint | null]
    row: { readonly id: string }
  }
  'alerts/store/last-signal': {
    parameters: [string | null]
    row: { readonly signal: unknown; readonly escalation: number }
  }
  'alerts/store/lease-mail': {
    parameters: [number | null, number | null]
    row: { readonly id: string; readonly kind: string; readonly message_id: string; readonly recipient: string; readonly mail: unknown; readonly attempts: number }
  }
  'alerts/store/lease-notification': {
    parameters: [number | null, number | null, string | null]
    row: { readonly id: string; readonly mail: unknown; readonly attempts: number; readonly created_ms: number; readonly maybe_sent: boolean }
  }
  'alerts/store/list-alerts': {
    parameters: []
    row: { readonly rule: string; readonly severity: string; readonly labels: unknown; readonly descriptions: unknown; readonly phase: string; readonly since_ms: number; readonly value: number | null; readonly samples: number | null; readonly episode: string | null; readonly fired_ms: number | null; readonly announced: boolean; readonly acknowledged_by: string | null; readonly summary: string | null; readonly acknowledged_until_ms: number | null; readonly unacknowledged_ms: number | null; readonly route: string[] | null; readonly escalation: number | null; readonly escalated_ms: number | null; readonly announced_ms: number | null }
  }
  'alerts/store/list-silences': {
    parameters: [number | null]
    row: { readonly id: string; readonly rule: string; readonly labels: unknown; readonly starts_ms: number; readonly ends_ms: number; readonly author: string; readonly reason: string; readonly cron: string | null; readonly time_zone: string | null; readonly lasts_ms: number | null }
  }
  'alerts/store/lock-composing': {
    parameters: [number | null]
    row: { readonly won: boolean }
  }
  'alerts/store/mail-failed': {
    parameters: [number | string | bigint | null, number | null, boolean | null, boolean | null, string | null, number | null]
    row: never
  }
  'alerts/store/mail-sent': {
    parameters: [number | string | bigint | null, number | null]
    row: never
  }
  'alerts/store/mails-last-hour': {
    parameters: [number | null]
    row: { readonly recipient: string; readonly mails: number }
  }
  'alerts/store/mark-channel-composed': {
    parameters: [readonly (number | string | bigint | null)[] | null]
    row: never
  }
  'alerts/store/mark-composed': {
    parameters: [readonly (number | string | bigint | null)[] | null]
    row: never
  }
  'alerts/store/now': {
    parameters: []
    row: { readonly now_ms: number }
  }
  'alerts/store/open-rules': {
    parameters: [readonly (string | null)[] | null, number | null]
    row: { readonly rule: string }
  }
  'alerts/store/outbox-age': {
    parameters: [number | null]
    row: { readonly oldest_ms: number | null; readonly holding_ms: number | null; readonly mails: number }
  }
  'alerts/store/release-mail': {
    parameters: [number | string | bigint | null]
    row: never
  }
  'alerts/store/resting-campaigns': {
    parameters: [number | null, number | null]
    row: { readonly id: string; readonly name: string | null; readonly messages: number | null; readonly delivered: number | null; readonly read: number | null; readonly failed: number | null; readonly replied: number | null; readonly first_ms: number | null }
  }
  'alerts/store/retire-rule': {
    parameters: [string | null, number | null]
    row: { readonly rule: string; readonly severity: string; readonly labels: unknown; readonly descriptions: unknown; readonly phase: string; readonly since_ms: number; readonly value: number | null; readonly samples: number | null; readonly episode: string | null; readonly fired_ms: number | null; readonly announced: boolean; readonly acknowledged_by: string | null; readonly summary: string | null; readonly acknowledged_until_ms: number | null; readonly unacknowledged_ms: number | null; readonly route: string[] | null; readonly escalation: number; readonly escalated_ms: number | null; readonly announced_ms: number | null }
  }
  'alerts/store/rules': {
    parameters: []
    row: { readonly rule: string; readonly slot_ms: number; readonly health: string; readonly error: string | null; readonly succeeded_ms: number | null; readonly value: number | null; readonly samples: number | null; readonly duration_ms: number }
  }
  'alerts/store/second-channel-tried': {
    parameters: [number | string | bigint | null, number | null, boolean | null]
    row: never
  }
  'alerts/store/shared-key': {
    parameters: [string | null, string | null]
    row: { readonly value: string }
  }
  'alerts/store/states': {
    parameters: [string | null]
    row: { readonly labels: unknown; readonly descriptions: unknown; readonly phase: string; readonly since_ms: number; readonly seen_ms: number; readonly value: number | null; readonly samples: number | null; readonly episode: string | null; readonly announced: boolean; readonly notified_ms: number | null; readonly fired_ms: number | null; readonly condition_since_ms: number | null; readonly notified_value: number | null; readonly final_value: number | null; readonly final_samples: number | null; readonly acknowledged_by: string | null; readonly route: string[] | null; readonly escalation: number | null }
  }
  'alerts/store/summaries-made': {
    parameters: []
    row: { readonly name: string; readonly period: string; readonly time_zone: string }
  }
  'alerts/store/tidy': {
    parameters: [number | null]
    row: never
  }
  'alerts/store/unacknowledge': {
    parameters: [string | null, number | null, string | null]
    row: { readonly acknowledged_by: string }
  }
  'alerts/store/unmailed-signals': {
    parameters: [number | null]
    row: { readonly id: string; readonly signal: unknown; readonly held: boolean }
  }
  'alerts/store/waiting-notifications': {
    parameters: [number | null, number | null]
    row: { readonly id: string; readonly signal: unknown; readonly held: boolean }
  }
  'alerts/store/waiting-signals': {
    parameters: [number | null, number | null]
    row: { readonly id: string; readonly signal: unknown; readonly held: boolean }
  }
  'alerts/store/write-episodes': {
    parameters: [string | null]
    row: never
  }
  'alerts/store/write-states': {
    parameters: [string | null]
    row: never
  }
  'analytics/rollups/clear-days': {
    parameters: [Date | string | null, Date | string | null]
    row: never
  }
  'analytics/rollups/clear-labels': {
    parameters: [Date | string | null, Date | string | null]
    row: never
  }
  'analytics/rollups/clear-orphans': {
    parameters: []
    row: never
  }
  'analytics/rollups/clear-totals': {
    parameters: [Date | string | null, Date | string | null]
    row: never
  }
  'analytics/rollups/days': {
    parameters: []
    row: { readonly day: Date }
  }
  'analytics/rollups/differing': {
    parameters: [Date | string | null, Date | string | null]
    row: { readonly totals: number; readonly labels: number }
  }
  'analytics/rollups/differing-cohorts': {
    parameters: [readonly (string | null)[] | null]
    row: { readonly cohorts: number }
  }
  'analytics/rollups/fill-days': {
    parameters: [Date | string | null, Date | string | null]
    row: never
  }
  'analytics/rollups/fill-labels': {
    parameters: [Date | string | null, Date | string | null]
    row: never
  }
  'analytics/rollups/fill-reads': {
    parameters: [Date | string | null, Date | string | null]
    row: never
  }
  'analytics/rollups/fill-totals': {
    parameters: [Date | string | null, Date | string | null]
    row: never
  }
  'analytics/rollups/lock': {
    parameters: []
    row: never
  }
  'analytics/rollups/lock-cohorts': {
    parameters: []
    row: never
  }
  'analytics/rollups/orphans': {
    parameters: []
    row: { readonly orphans: number }
  }
  'analytics/rollups/recount-cohorts': {
    parameters: [readonly (string | null)[] | null]
    row: { readonly add_to_cohorts: unknown }
  }
  'analytics/upkeep/add-lag': {
    parameters: [string | null]
    row: never
  }
  'analytics/upkeep/add-to-rollups': {
    parameters: [string | null, string | null, string | null]
    row: { readonly add_to_rollups: unknown; readonly add_to_cohorts: unknown }
  }
  'analytics/upkeep/engaged-claim': {
    parameters: [number | null, Date | string | null, Date | string | null, Date | string | null]
    row: { readonly window_days: number }
  }
  'analytics/upkeep/engaged-clear': {
    parameters: [number | null]
    row: never
  }
  'analytics/upkeep/engaged-fill': {
    parameters: [number | null, Date | string | null, Date | string | null, number | null]
    row: never
  }
  'analytics/upkeep/engaged-window': {
    parameters: [number | null]
    row: { readonly from_at: Date; readonly to_at: Date }
  }
  'analytics/upkeep/engagement-clear': {
    parameters: [number | null]
    row: never
  }
  'analytics/upkeep/engagement-fill': {
    parameters: [number | null, Date | string | null, Date | string | null, number | null]
    row: never
  }
  'analytics/upkeep/has-campaign': {
    parameters: [string | null]
    row: never
  }
  'archive/bodies-after': {
    parameters: [number | string | bigint | null, number | string | bigint | null, number | null]
    row: { readonly id: string; readonly received_ms: string[]; readonly lengths: number[]; readonly bodies: Buffer }
  }
  'archive/count-replayable': {
    parameters: [number | string | bigint | null]
    row: { readonly rejects: number; readonly bodies: number }
  }
  'archive/delete-rejects': {
    parameters: [readonly (number | string | bigint | null)[] | null]
    row: never
  }
  'archive/expire-inbound': {
    parameters: [Date | string | null, number | null]
    row: never
  }
  'archive/expire-messages': {
    parameters: [Date | string | null, number | null]
    row: never
  }
  'archive/expire-rejects': {
    parameters: [Date | string | null, number | null]
    row: never
  }
  'archive/insert-bodies': {
    parameters: [readonly (number | string | bigint | null)[] | null, readonly (number | null)[] | null, Uint8Array | null]
    row: never
  }
  'archive/keep-days': {
    parameters: [number | null]
    row: { readonly keep_raw_days: unknown }
  }
  'archive/rejects-after': {
    parameters: [number | string | bigint | null, number | null]
    row: { readonly id: string; readonly source: string; readonly reason: string; readonly raw: string; readonly received_ms: string }
  }
  'campaigns/amend-recipient': {
    parameters: [string | null, number | string | bigint | null, string | null, string | null, string | null]
    row: { readonly key: string; readonly whatsapp_message_id: string | null }
  }
  'campaigns/attribute-names': {
    parameters: [string | null, number | null]
    row: { readonly name: string }
  }
  'campaigns/campaign': {
    parameters: [string | null]
    row: { readonly id: string; readonly name: string | null; readonly status: string | null; readonly source: string | null; readonly created_at: Date | null; readonly updated_at: Date | null; readonly total_target_customers: number | null; readonly starts_at: Date | null; readonly ends_at: Date | null; readonly template: string | null; readonly country: string | null; readonly recipients: number; readonly pending: number | null; readonly sent: number | null; readonly delivered: number | null; readonly read: number | null; readonly failed: number | null; readonly replied: number | null; readonly breakdowns: unknown }
  }
  'campaigns/campaign-ids': {
    parameters: []
    row: { readonly id: string }
  }
  'campaigns/campaign-of-name': {
    parameters: [string | null]
    row: { readonly id: string }
  }
  'campaigns/campaign-statuses': {
    parameters: []
    row: { readonly status: string }
  }
  'campaigns/campaigns-by-name': {
    parameters: [readonly (string | null)[] | null]
    row: { readonly name: string; readonly id: string; readonly replaces: string[] | null }
  }
  'campaigns/campaigns-page': {
    parameters: [string | null, Date | string | null, Date | string | null, Date | string | null, string | null, number | null]
    row: { readonly id: string; readonly name: string | null; readonly status: string | null; readonly source: string | null; readonly created_at: Date | null; readonly updated_at: Date | null; readonly total_target_customers: number | null; readonly starts_at: Date | null; readonly ends_at: Date | null; readonly template: string | null; readonly country: string | null; readonly recipients: number; readonly pending: number | null; readonly sent: number | null; readonly delivered: number | null; readonly read: number | null; readonly failed: number | null; readonly replied: number | null; readonly breakdowns: unknown; readonly position: string }
  }
  'campaigns/claim-campaigns': {
    parameters: [readonly (string | null)[] | null, string | null]
    row: never
  }
  'campaigns/count-breakdowns': {
    parameters: [readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (number | null)[] | null]
    row: never
  }
  'campaigns/count-campaigns': {
    parameters: [readonly (string | null)[] | null, readonly (number | null)[] | null, readonly (number | null)[] | null, readonly (number | null)[] | null, readonly (number | null)[] | null, readonly (number | null)[] | null, readonly (number | null)[] | null, readonly (number | null)[] | null]
    row: { readonly id: string; readonly as_asked: boolean | null }
  }
  'campaigns/create-campaign': {
    parameters: [string | null, string | null, string | null]
    row: { readonly id: string }
  }
  'campaigns/delete-campaign': {
    parameters: [string | null]
    row: { readonly id: string }
  }
  'campaigns/delete-recipients': {
    parameters: [string | null]
    row: { readonly id: string }
  }
  'campaigns/drop-ranges': {
    parameters: [string | null, readonly (string | null)[] | null, readonly (number | string | bigint | null)[] | null]
    row: { readonly range: string }
  }
  'campaigns/edit-campaign': {
    parameters: [string | null, string | null, string | null]
    row: { readonly id: string }
  }
  'campaigns/empty-ranges': {
    parameters: [string | null, string | null, number | string | bigint | null, number | null]
    row: { readonly campaign_id: string; readonly status: string; readonly range: string; readonly holds: boolean }
  }
  'campaigns/end-provisional': {
    parameters: [readonly (string | null)[] | null, readonly (string | null)[] | null]
    row: never
  }
  'campaigns/import-recipients': {
    parameters: [string | null, string | null]
    row: { readonly inserted: number; readonly amended: number; readonly pending: number; readonly pending_ranges: string[]; readonly conflicting: number[]; readonly waiting: number[]; readonly pending_join: string[] }
  }
  'campaigns/insert-campaigns': {
    parameters: [string | null]
    row: never
  }
  'campaigns/insert-recipients': {
    parameters: [readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (Date | string | null)[] | null, readonly (Date | string | null)[] | null, readonly (Date | string | null)[] | null, readonly (Date | string | null)[] | null, readonly (Date | string | null)[] | null, readonly (string | null)[] | null, readonly (number | null)[] | null, readonly (string | null)[] | null]
    row: { readonly key: string; readonly campaign_id: string; readonly as_counted: boolean }
  }
  'campaigns/leave-unread': {
    parameters: [readonly (number | string | bigint | null)[] | null]
    row: never
  }
  'campaigns/lock-campaigns': {
    parameters: [readonly (string | null)[] | null]
    row: { readonly id: string }
  }
  'campaigns/lock-recipients': {
    parameters: [readonly (string | null)[] | null]
    row: { readonly key: string; readonly revision: number; readonly campaign_id: string; readonly phone_number: string | null; readonly meant_phone: string | null; readonly whatsapp_message_id: string | null; readonly from_webhook: boolean; readonly status: string | null; readonly sent_at: Date | null; readonly delivered_at: Date | null; readonly read_at: Date | null; readonly failed_at: Date | null; readonly replied_at: Date | null; readonly failure_code: string | null; readonly counted: number | null; readonly tally: string[] | null; readonly settled: boolean; readonly asserted: string[] | null; readonly written_at: Date | null }
  }
  'campaigns/lock-recipients-and-awaiting': {
    parameters: [readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null]
    row: { readonly key: string; readonly revision: number; readonly campaign_id: string; readonly phone_number: string | null; readonly meant_phone: string | null; readonly whatsapp_message_id: string | null; readonly from_webhook: boolean; readonly status: string | null; readonly sent_at: Date | null; readonly delivered_at: Date | null; readonly read_at: Date | null; readonly failed_at: Date | null; readonly replied_at: Date | null; readonly failure_code: string | null; readonly counted: number | null; readonly tally: string[] | null; readonly settled: boolean; readonly asserted: string[] | null; readonly written_at: Date | null }
  }
  'campaigns/lock-recipients-pending-join': {
    parameters: [readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null]
    row: { readonly key: string; readonly revision: number; readonly campaign_id: string; readonly phone_number: string | null; readonly meant_phone: string | null; readonly whatsapp_message_id: string | null; readonly from_webhook: boolean; readonly status: string | null; readonly sent_at: Date | null; readonly delivered_at: Date | null; readonly read_at: Date | null; readonly failed_at: Date | null; readonly replied_at: Date | null; readonly failure_code: string | null; readonly counted: number | null; readonly tally: string[] | null; readonly settled: boolean; readonly asserted: string[] | null; readonly written_at: Date | null }
  }
  'campaigns/lock-recount': {
    parameters: [string | null]
    row: { readonly pg_advisory_xact_lock: unknown }
  }
  'campaigns/mark-provisional': {
    parameters: [readonly (string | null)[] | null, number | null]
    row: { readonly campaign_id: string }
  }
  'campaigns/note-meant-phones': {
    parameters: [readonly (string | null)[] | null, readonly (string | null)[] | null]
    row: never
  }
  'campaigns/note-ranges': {
    parameters: [readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (number | string | bigint | null)[] | null]
    row: never
  }
  'campaigns/own-recipient': {
    parameters: [string | null, number | string | bigint | null]
    row: never
  }
  'campaigns/provisional-names': {
    parameters: [readonly (string | null)[] | null]
    row: { readonly name: string }
  }
  'campaigns/recipients-page': {
    parameters: [string | null, number | string | bigint | null, boolean | null, number | null]
    row: { readonly key: string; readonly phone_number: string | null; readonly reference: string | null; readonly whatsapp_message_id: string | null; readonly status: string | null; readonly sent_at: Date | null; readonly delivered_at: Date | null; readonly read_at: Date | null; readonly failed_at: Date | null; readonly replied_at: Date | null; readonly failure_code: string | null; readonly attributes: unknown }
  }
  'campaigns/recipients-page-of-code': {
    parameters: [string | null, number | string | bigint | null, boolean | null, number | null, string | null]
    row: { readonly key: string; readonly phone_number: string | null; readonly reference: string | null; readonly whatsapp_message_id: string | null; readonly status: string | null; readonly sent_at: Date | null; readonly delivered_at: Date | null; readonly read_at: Date | null; readonly failed_at: Date | null; readonly replied_at: Date | null; readonly failure_code: string | null; readonly attributes: unknown }
  }
  'campaigns/recipients-page-of-part': {
    parameters: [string | null, number | string | bigint | null, boolean | null, number | null, number | null, number | null, string | null]
    row: { readonly key: string; readonly phone_number: string | null; readonly reference: string | null; readonly whatsapp_message_id: string | null; readonly status: string | null; readonly sent_at: Date | null; readonly delivered_at: Date | null; readonly read_at: Date | null; readonly failed_at: Date | null; readonly replied_at: Date | null; readonly failure_code: string | null; readonly attributes: unknown }
  }
  'campaigns/recipients-page-of-status': {
    parameters: [string | null, number | string | bigint | null, boolean | null, number | null, string | null]
    row: { readonly key: string; readonly phone_number: string | null; readonly reference: string | null; readonly whatsapp_message_id: string | null; readonly status: string | null; readonly sent_at: Date | null; readonly delivered_at: Date | null; readonly read_at: Date | null; readonly failed_at: Date | null; readonly replied_at: Date | null; readonly failure_code: string | null; readonly attributes: unknown }
  }
  'campaigns/recipients-pending-join': {
    parameters: [readonly (string | null)[] | null]
    row: { readonly key: string; readonly whatsapp_message_id: string | null; readonly campaign_id: string; readonly phone_number: string | null; readonly meant_phone: string | null; readonly country: string | null; readonly campaign_name: string | null }
  }
  'campaigns/reconcile-counters': {
    parameters: []
    row: { readonly id: string }
  }
  'campaigns/recount-breakdowns': {
    parameters: [string | null]
    row: { readonly key: string; readonly recipients: number }
  }
  'campaigns/recount-campaign': {
    parameters: [string | null]
    row: { readonly pending: number | null; readonly sent: number | null; readonly delivered: number | null; readonly read: number | null; readonly failed: number | null; readonly replied: number | null; readonly recipients: number | null; readonly disturbed: boolean | null }
  }
  'campaigns/remove-recipient': {
    parameters: [string | null, number | string | bigint | null]
    row: { readonly campaign_id: string; readonly message_id: string | null; readonly counted: number | null; readonly tally: string[] | null }
  }
  'campaigns/remove-recipients': {
    parameters: [string | null, number | null]
    row: { readonly campaign_id: string; readonly message_id: string | null; readonly counted: number | null; readonly tally: string[] | null }
  }
  'campaigns/repair-recipients': {
    parameters: [string | null, number | string | bigint | null, boolean | null, number | null]
    row: { readonly repaired: number; readonly last_key: string | null; readonly pending: number | null; readonly sent: number | null; readonly delivered: number | null; readonly read: number | null; readonly failed: number | null; readonly replied: number | null; readonly recipients: number | null }
  }
  'campaigns/set-campaign-settings': {
    parameters: [string | null, string | null]
    row: never
  }
  'campaigns/twins': {
    parameters: [readonly (string | null)[] | null, readonly (string | null)[] | null]
    row: { readonly message_id: string }
  }
  'campaigns/unread-recipients': {
    parameters: [string | null]
    row: { readonly key: string }
  }
  'campaigns/update-recipients': {
    parameters: [readonly (number | string | bigint | null)[] | null, readonly (number | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (Date | string | null)[] | null, readonly (Date | string | null)[] | null, readonly (Date | string | null)[] | null, readonly (Date | string | null)[] | null, readonly (Date | string | null)[] | null, readonly (string | null)[] | null, readonly (number | null)[] | null, readonly (string | null)[] | null, readonly (boolean | null)[] | null]
    row: { readonly key: string; readonly revision: number; readonly as_counted: boolean }
  }
  'campaigns/verify-campaigns': {
    parameters: [string | null]
    row: { readonly id: string; readonly name: string | null; readonly waiting: number; readonly miscounted: number; readonly breakdowns: number; readonly shown: unknown; readonly kept: unknown; readonly right: unknown }
  }
  'connection/clock': {
    parameters: []
    row: { readonly now_ms: number }
  }
  'connection/commit-probe': {
    parameters: []
    row: never
  }
  'connection/examine': {
    parameters: []
    row: { readonly version: string; readonly now: Date; readonly read_only: boolean; readonly lacking: string[] }
  }
  'connection/ping': {
    parameters: []
    row: { readonly '?column?': number | null }
  }
  'connection/rule-role': {
    parameters: []
    row: { readonly role: string | null }
  }
  'connection/session': {
    parameters: []
    row: { readonly style: string | null; readonly strings: string | null }
  }
  'dashboard/beat': {
    parameters: [string | null, string | null, string | null, string | null, Date | string | null, number | null]
    row: never
  }
  'dashboard/campaigns': {
    parameters: [string | null, boolean | null, string | null, number | null, number | null]
    row: { readonly id: string; readonly name: string | null; readonly status: string | null; readonly source: string | null; readonly created_at: Date | null; readonly updated_at: Date | null; readonly total_target_customers: number | null; readonly starts_at: Date | null; readonly ends_at: Date | null; readonly template: string | null; readonly country: string | null; readonly recipients: number; readonly pending: number; readonly sent: number; readonly delivered: number; readonly read: number; readonly failed: number; readonly replied: number; readonly breakdowns: unknown }
  }
  'dashboard/count-suppressions': {
    parameters: [string | null, Date | string | null, Date | string | null, string | null]
    row: { readonly people: number }
  }
  'dashboard/database': {
    parameters: []
    row: { readonly version: string; readonly started_at: Date; readonly follows: boolean; readonly bytes: number }
  }
  'dashboard/episodes': {
    parameters: [string | null, Date | string | null, string | null, number | null]
    row: { readonly id: string; readonly rule: string; readonly severity: string; readonly labels: unknown; readonly fired_at: Date; readonly ended_at: Date | null; readonly outcome: string | null; readonly summary: string | null; readonly acknowledged_by: string | null; readonly note: string | null }
  }
  'dashboard/failures': {
    parameters: [string | null, Date | string | null, Date | string | null]
    row: { readonly code: string; readonly messages: number }
  }
  'dashboard/hours-of-week': {
    parameters: [string | null, Date | string | null, Date | string | null, string | null]
    row: { readonly weekday: number; readonly hour: number; readonly delivered: number; readonly read: number }
  }
  'dashboard/insert-number-view': {
    parameters: [Date | string | null, string | null, string | null, string | null]
    row: never
  }
  'dashboard/lag': {
    parameters: [Date | string | null, Date | string | null]
    row: { readonly bin: number; readonly reports: number }
  }
  'dashboard/last-webhook': {
    parameters: []
    row: { readonly at_ms: number }
  }
  'dashboard/life': {
    parameters: [string | null]
    row: { readonly first_ms: number | null; readonly last_ms: number | null }
  }
  'dashboard/mails': {
    parameters: [number | string | bigint | null, number | null]
    row: { readonly id: string; readonly kind: string; readonly recipient: string; readonly subject: string; readonly created_at: Date; readonly sent_at: Date | null; readonly attempts: number; readonly last_error: string | null; readonly text: string | null }
  }
  'dashboard/messages-page': {
    parameters: [string | null, Date | string | null, Date | string | null, string | null, string | null, Date | string | null, number | string | bigint | null, number | null]
    row: { readonly key: string; readonly position: string; readonly message_id: string; readonly phone_number: string | null; readonly campaign: string | null; readonly created_at: Date; readonly sent_at: Date | null; readonly delivered_at: Date | null; readonly read_at: Date | null; readonly failed_at: Date | null; readonly replied_at: Date | null; readonly failure_code: string | null }
  }
  'dashboard/news': {
    parameters: [string | null, Date | string | null, Date | string | null, Date | string | null, string | null, number | null]
    row: { readonly id: string; readonly kind: string; readonly effect: string; readonly subject: string; readonly value: string; readonly before: string | null; readonly details: string | null; readonly at: Date; readonly last_at: Date; readonly until: Date | null; readonly position: string }
  }
  'dashboard/number-views': {
    parameters: [number | null]
    row: { readonly at_ms: number; readonly person: string; readonly role: string; readonly page: string }
  }
  'dashboard/plans-of-message': {
    parameters: [string | null]
    row: { readonly action: string; readonly hash: string; readonly state: string; readonly claimed_at: Date | null; readonly is_before: boolean; readonly other: string | null; readonly got_it_twice: boolean }
  }
  'dashboard/prices': {
    parameters: [string | null, Date | string | null, Date | string | null]
    row: { readonly category: string | null; readonly model: string | null; readonly type: string | null; readonly billable: boolean | null; readonly messages: number }
  }
  'dashboard/reject': {
    parameters: [number | string | bigint | null]
    row: { readonly id: string; readonly received_at: Date; readonly source: string; readonly reason: string; readonly explanation: string; readonly raw: string }
  }
  'dashboard/rejects': {
    parameters: [number | string | bigint | null, number | null]
    row: { readonly id: string; readonly received_at: Date; readonly source: string; readonly reason: string; readonly explanation: string }
  }
  'dashboard/replicas': {
    parameters: []
    row: { readonly host: string; readonly version: string; readonly runtime: string; readonly started_at: Date; readonly seen_at: Date; readonly spooled: number; readonly seconds_ago: number }
  }
  'dashboard/replies': {
    parameters: [string | null, Date | string | null, Date | string | null]
    row: { readonly delivered: number; readonly read: number; readonly replied: number; readonly unreported: number; readonly reply_ms: number; readonly within_hour: number }
  }
  'dashboard/rule-values': {
    parameters: [string | null, Date | string | null, Date | string | null, number | null]
    row: { readonly at_ms: number; readonly least: number | null; readonly greatest: number | null }
  }
  'dashboard/service-sums': {
    parameters: [readonly (Date | string | null)[] | null, readonly (Date | string | null)[] | null]
    row: { readonly webhooks: number; readonly webhook_errors: number; readonly reports: number; readonly rejects: number; readonly slowest_update_ms: number }
  }
  'dashboard/stuck': {
    parameters: [number | null]
    row: { readonly id: string; readonly set_apart_at: Date; readonly code: string; readonly message: string; readonly attempts: number; readonly next_attempt_at: Date | null; readonly reports: number }
  }
  'dashboard/sums': {
    parameters: [string | null, readonly (Date | string | null)[] | null, readonly (Date | string | null)[] | null]
    row: { readonly messages: number; readonly sent: number; readonly delivered: number; readonly read: number; readonly failed: number; readonly contradictory: number; readonly replied: number; readonly unreported: number }
  }
  'dashboard/suppressions': {
    parameters: [string | null, Date | string | null, Date | string | null, string | null, Date | string | null, string | null, string | null, number | null]
    row: { readonly phone: string; readonly reason: string; readonly source: string; readonly since: Date; readonly position: string }
  }
  'dashboard/suppressions-of-phone': {
    parameters: [string | null]
    row: { readonly phone: string; readonly reason: string; readonly source: string; readonly since: Date }
  }
  'dashboard/times': {
    parameters: [string | null, Date | string | null, Date | string | null]
    row: { readonly bin: number; readonly deliveries: number; readonly reads: number; readonly replies: number }
  }
  'external/changes': {
    parameters: [number | null]
    row: { readonly kind: string; readonly key: string }
  }
  'external/count-unjoined': {
    parameters: []
    row: { readonly changes: number }
  }
  'external/end-truncated': {
    parameters: []
    row: never
  }
  'external/follow-moved': {
    parameters: [readonly (string | null)[] | null, readonly (string | null)[] | null]
    row: never
  }
  'external/forget-gone': {
    parameters: []
    row: never
  }
  'external/forget-postponed': {
    parameters: [readonly (string | null)[] | null, readonly (string | null)[] | null]
    row: never
  }
  'external/go-on-truncated': {
    parameters: [number | string | bigint | null]
    row: never
  }
  'external/hidden-rows': {
    parameters: []
    row: { readonly name: string }
  }
  'external/left-of-messages': {
    parameters: [readonly (string | null)[] | null, readonly (number | string | bigint | null)[] | null]
    row: { readonly id: string }
  }
  'external/list-unjoined': {
    parameters: [string | null, string | null, number | null]
    row: { readonly kind: string; readonly key: string; readonly code: string; readonly message: string; readonly attempts: number; readonly next_attempt_at: Date }
  }
  'external/make-due': {
    parameters: []
    row: never
  }
  'external/messages-without-recipients': {
    parameters: [number | null]
    row: { readonly key: string; readonly message_id: string }
  }
  'external/note-campaigns': {
    parameters: [readonly (string | null)[] | null]
    row: never
  }
  'external/note-miscounted': {
    parameters: [readonly (string | null)[] | null]
    row: never
  }
  'external/postpone': {
    parameters: [string | null, string | null, string | null, string | null]
    row: never
  }
  'external/show-counters': {
    parameters: [readonly (string | null)[] | null]
    row: { readonly id: string }
  }
  'external/stays': {
    parameters: [string | null, readonly (string | null)[] | null]
    row: never
  }
  'external/take-back-expired': {
    parameters: [readonly (number | string | bigint | null)[] | null]
    row: { readonly take_back_expired: unknown }
  }
  'external/take-disturbed': {
    parameters: [readonly (string | null)[] | null]
    row: { readonly id: string; readonly miscounted: boolean }
  }
  'external/take-left-messages': {
    parameters: [readonly (number | string | bigint | null)[] | null]
    row: { readonly message: unknown }
  }
  'external/take-left-recipients': {
    parameters: [readonly (number | string | bigint | null)[] | null]
    row: { readonly campaign_id: string | null; readonly message_id: string | null; readonly counted: number | null; readonly tally: string[] | null }
  }
  'external/take-moved': {
    parameters: [readonly (number | string | bigint | null)[] | null]
    row: { readonly id: string; readonly recipient: string }
  }
  'ledger/agree-on': {
    parameters: [string | null, string | null]
    row: { readonly value: string }
  }
  'ledger/applied': {
    parameters: []
    row: { readonly name: string; readonly checksum: string }
  }
  'ledger/create-ledger': {
    parameters: []
    row: never
  }
  'ledger/create-schema': {
    parameters: []
    row: never
  }
  'ledger/find-schemas': {
    parameters: [string | null]
    row: { readonly own: string; readonly first: string; readonly installed: string | null; readonly documents: string | null; readonly taken: string[]; readonly taken_in_own: string[]; readonly taken_beside: string[]; readonly own_exists: boolean; readonly own_in_use: boolean; readonly may_create_in_first: boolean }
  }
  'ledger/grant': {
    parameters: []
    row: never
  }
  'ledger/lock': {
    parameters: [number | string | bigint | null]
    row: { readonly pg_advisory_xact_lock: unknown }
  }
  'ledger/record': {
    parameters: [string | null, string | null]
    row: never
  }
  'ledger/server-version': {
    parameters: []
    row: { readonly version: number }
  }
  'ledger/set-grantee': {
    parameters: [string | null]
    row: { readonly set_config: string | null }
  }
  'ledger/shut': {
    parameters: []
    row: never
  }
  'ledger/work-in': {
    parameters: [string | null]
    row: { readonly set_config: string | null }
  }
  'link/catalogue': {
    parameters: [string | null, string | null]
    row: { readonly relation: string; readonly kind: string; readonly name: string; readonly type: string; readonly sql_type: string; readonly category: string; readonly max_characters: number; readonly is_required: boolean; readonly has_default: boolean; readonly is_generated: boolean; readonly key_place: number; readonly is_unique: boolean; readonly is_indexed: boolean; readonly is_referenced: boolean; readonly may_read: boolean; readonly may_update: boolean; readonly may_insert: boolean; readonly may_trigger: boolean; readonly noted_keys: string[]; readonly has_trigger: boolean; readonly is_owner: boolean; readonly hides_rows: boolean; readonly has_heirs: boolean; readonly labels: string[]; readonly checks: string; readonly default_text: string }
  }
  'link/change-recipients': {
    parameters: [string | null]
    row: never
  }
  'link/changes': {
    parameters: [readonly (string | null)[] | null, number | null]
    row: { readonly id: string | null; readonly table_name: string; readonly their_key: string }
  }
  'link/enqueue': {
    parameters: [string | null, readonly (string | null)[] | null]
    row: never
  }
  'link/enqueue-campaigns': {
    parameters: []
    row: never
  }
  'link/enqueue-known': {
    parameters: [string | null, number | null]
    row: { readonly known: number }
  }
  'link/enqueue-messages': {
    parameters: [readonly (string | null)[] | null]
    row: never
  }
  'link/follow-own-changes': {
    parameters: [boolean | null]
    row: { readonly follow_own_changes: unknown }
  }
  'link/follow-table': {
    parameters: [string | null, string | null, boolean | null, boolean | null]
    row: never
  }
  'link/forget-changes': {
    parameters: [string | null, readonly (number | string | bigint | null)[] | null]
    row: never
  }
  'link/forget-failures': {
    parameters: [string | null, string | null, readonly (string | null)[] | null]
    row: never
  }
  'link/forget-link': {
    parameters: []
    row: never
  }
  'link/forget-outbox': {
    parameters: [string | null, readonly (number | string | bigint | null)[] | null]
    row: never
  }
  'link/forget-renamed': {
    parameters: [string | null, readonly (string | null)[] | null]
    row: never
  }
  'link/forget-rows': {
    parameters: [string | null, readonly (string | null)[] | null]
    row: never
  }
  'link/give-up-lease': {
    parameters: [string | null]
    row: never
  }
  'link/insert-failures': {
    parameters: [string | null, string | null, readonly (string | null)[] | null, string | null, string | null, readonly (string | null)[] | null]
    row: never
  }
  'link/insert-link': {
    parameters: [string | null]
    row: never
  }
  'link/insert-linked-rows': {
    parameters: [string | null, readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null]
    row: never
  }
  'link/insert-linked-table': {
    parameters: [string | null, boolean | null, string | null]
    row: never
  }
  'link/insert-recipients': {
    parameters: [readonly (number | string | bigint | null)[] | null, readonly (number | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (Date | string | null)[] | null, readonly (Date | string | null)[] | null, readonly (Date | string | null)[] | null, readonly (Date | string | null)[] | null, readonly (Date | string | null)[] | null, readonly (string | null)[] | null, readonly (number | null)[] | null, readonly (string | null)[] | null, readonly (boolean | null)[] | null, readonly (Date | string | null)[] | null]
    row: { readonly id: string; readonly campaign_id: string; readonly as_counted: boolean }
  }
  'link/known-keys': {
    parameters: [string | null, readonly (string | null)[] | null]
    row: { readonly their_key: string }
  }
  'link/lease': {
    parameters: [string | null]
    row: { readonly schema: string }
  }
  'link/leave-external-tables': {
    parameters: []
    row: { readonly left_over: string[] }
  }
  'link/link': {
    parameters: []
    row: { readonly schema: string; readonly linked_at: Date; readonly holder: string | null; readonly name: string; readonly has_trigger: boolean; readonly swept_to: string | null; readonly rows_read: string; readonly is_copied: boolean; readonly has_known: boolean; readonly identity: string | null; readonly reads_anew: boolean; readonly outbox: number; readonly oldest_seconds: number; readonly changes: number; readonly failures: number }
  }
  'link/linked-keys-after': {
    parameters: [string | null, string | null, number | null]
    row: { readonly their_key: string }
  }
  'link/linked-rows': {
    parameters: [string | null, readonly (string | null)[] | null]
    row: { readonly their_key: string; readonly own_key: string; readonly seen: unknown }
  }
  'link/linked-rows-of-own': {
    parameters: [readonly (string | null)[] | null]
    row: { readonly their_key: string; readonly own_key: string }
  }
  'link/list-failures': {
    parameters: [number | null]
    row: { readonly direction: string; readonly table_name: string; readonly key: string; readonly attempts: number; readonly first_at: Date; readonly next_attempt_at: Date | null; readonly code: string; readonly message: string }
  }
  'link/lose-table': {
    parameters: [string | null]
    row: never
  }
  'link/make-campaigns': {
    parameters: [readonly (string | null)[] | null]
    row: never
  }
  'link/mark-counted': {
    parameters: [readonly (string | null)[] | null]
    row: never
  }
  'link/next-recipient-keys': {
    parameters: [number | null]
    row: { readonly key: string }
  }
  'link/note-change': {
    parameters: [string | null, readonly (string | null)[] | null]
    row: never
  }
  'link/outbox': {
    parameters: [readonly (string | null)[] | null, number | null]
    row: { readonly id: string | null; readonly table_name: string; readonly own_key: string; readonly is_waiting: boolean; readonly waiting_columns: string[]; readonly waited_seconds: number }
  }
  'link/own-campaigns': {
    parameters: [readonly (string | null)[] | null]
    row: { readonly key: string; readonly messages_sent: number; readonly messages_delivered: number; readonly messages_read: number; readonly messages_failed: number; readonly messages_pending: number }
  }
  'link/own-messages': {
    parameters: [readonly (string | null)[] | null]
    row: { readonly key: string | null; readonly message_id: string; readonly ids: string[]; readonly status: unknown; readonly failure_code: string | null; readonly created_at: Date | null; readonly phone_number: string | null; readonly recipient_phone: string | null }
  }
  'link/own-recipients': {
    parameters: [readonly (string | null)[] | null]
    row: { readonly key: string | null; readonly status: string | null; readonly sent_at: Date | null; readonly delivered_at: Date | null; readonly read_at: Date | null; readonly failed_at: Date | null; readonly failure_code: string | null; readonly whatsapp_message_id: string | null }
  }
  'link/put-campaigns': {
    parameters: [string | null]
    row: never
  }
  'link/retry-failures': {
    parameters: []
    row: never
  }
  'link/save-linked-rows': {
    parameters: [string | null, readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null]
    row: never
  }
  'link/sweep': {
    parameters: [string | null, string | null, number | string | bigint | null]
    row: never
  }
  'link/waiting-failures': {
    parameters: [string | null, readonly (string | null)[] | null]
    row: { readonly key: string }
  }
  'local-postgres/backup-slot': {
    parameters: [string | null]
    row: { readonly slot: string | null }
  }
  'local-postgres/backup-start': {
    parameters: [string | null]
    row: { readonly lsn: string | null }
  }
  'local-postgres/backup-stop': {
    parameters: []
    row: { readonly label: string | null }
  }
  'local-postgres/create-database': {
    parameters: []
    row: never
  }
  'messages/claim-ids': {
    parameters: [readonly (string | null)[] | null, readonly (number | string | bigint | null)[] | null]
    row: never
  }
  'messages/delete-messages': {
    parameters: [readonly (number | string | bigint | null)[] | null]
    row: never
  }
  'messages/external-messages': {
    parameters: [readonly (number | string | bigint | null)[] | null]
    row: { readonly ids: string[] }
  }
  'messages/insert-messages': {
    parameters: [readonly (number | string | bigint | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (Date | string | null)[] | null, readonly (string | null)[] | null, readonly (boolean | null)[] | null, readonly (string | null)[] | null, readonly (boolean | null)[] | null, readonly (Date | string | null)[] | null]
    row: { readonly kinds: number | null }
  }
  'messages/insert-rejects': {
    parameters: [string | null, number | string | bigint | null]
    row: never
  }
  'messages/lock-external-messages': {
    parameters: [readonly (string | null)[] | null, readonly (number | string | bigint | null)[] | null]
    row: { readonly id: string; readonly message_id: string; readonly aliases: string[] | null; readonly phone_number: string | null; readonly status: unknown; readonly inferred_kinds: string[] | null; readonly stand_in_kinds: string[] | null; readonly failures: unknown; readonly pricing: unknown; readonly campaign_name: string | null; readonly replied_at: Date | null; readonly reply_type: string | null; readonly reply_named: boolean | null; readonly created_at: Date | null; readonly counted_in: string | null; readonly recipient_left: boolean }
  }
  'messages/lock-messages': {
    parameters: [readonly (string | null)[] | null]
    row: { readonly id: string; readonly message_id: string; readonly aliases: string[] | null; readonly phone_number: string | null; readonly status: unknown; readonly inferred_kinds: string[] | null; readonly stand_in_kinds: string[] | null; readonly failures: unknown; readonly pricing: unknown; readonly campaign_name: string | null; readonly replied_at: Date | null; readonly reply_type: string | null; readonly reply_named: boolean | null; readonly created_at: Date | null; readonly counted_in: string | null; readonly recipient_left: boolean }
  }
  'messages/message': {
    parameters: [string | null]
    row: { readonly message_id: string | null; readonly aliases: string[] | null; readonly phone_number: string | null; readonly status: unknown; readonly inferred_kinds: string[] | null; readonly stand_in_kinds: string[] | null; readonly failures: unknown; readonly pricing: unknown; readonly campaign_name: string | null; readonly replied_at: Date | null; readonly reply_type: string | null; readonly reply_named: boolean | null; readonly created_at: Date | null; readonly updated_at: Date | null; readonly campaigns: unknown }
  }
  'messages/messages-of-phone': {
    parameters: [readonly (string | null)[] | null, number | string | bigint | null, number | null]
    row: { readonly key: string; readonly message_id: string; readonly aliases: string[] | null; readonly phone_number: string | null; readonly status: unknown; readonly inferred_kinds: string[] | null; readonly stand_in_kinds: string[] | null; readonly failures: unknown; readonly pricing: unknown; readonly campaign_name: string | null; readonly replied_at: Date | null; readonly reply_type: string | null; readonly reply_named: boolean | null; readonly created_at: Date | null; readonly updated_at: Date | null; readonly campaigns: unknown }
  }
  'messages/move-ids': {
    parameters: [readonly (number | string | bigint | null)[] | null, readonly (number | string | bigint | null)[] | null]
    row: never
  }
  'messages/new-keys': {
    parameters: [number | null]
    row: { readonly key: string }
  }
  'messages/note-reads': {
    parameters: [readonly (Date | string | null)[] | null, readonly (number | string | bigint | null)[] | null]
    row: never
  }
  'messages/uncount-messages': {
    parameters: [readonly (number | string | bigint | null)[] | null]
    row: never
  }
  'messages/update-messages': {
    parameters: [readonly (number | string | bigint | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (Date | string | null)[] | null, readonly (string | null)[] | null, readonly (boolean | null)[] | null, readonly (string | null)[] | null, readonly (boolean | null)[] | null, readonly (Date | string | null)[] | null]
    row: { readonly as_asked: boolean | null }
  }
  'replies/answerable-messages': {
    parameters: [readonly (string | null)[] | null, string | null, number | string | bigint | null, number | null]
    row: { readonly id: string; readonly message_id: string; readonly aliases: string[] | null; readonly phone_number: string | null; readonly status: unknown; readonly inferred_kinds: string[] | null; readonly stand_in_kinds: string[] | null; readonly failures: unknown; readonly pricing: unknown; readonly campaign_name: string | null; readonly replied_at: Date | null; readonly reply_type: string | null; readonly reply_named: boolean | null; readonly created_at: Date | null; readonly counted_in: string | null; readonly recipient_left: boolean }
  }
  'replies/assign-inbound': {
    parameters: [string | null]
    row: never
  }
  'replies/forget-marks': {
    parameters: [readonly (number | string | bigint | null)[] | null]
    row: never
  }
  'replies/inbound-messages': {
    parameters: [readonly (string | null)[] | null, readonly (number | string | bigint | null)[] | null]
    row: { readonly id: string; readonly phone: string | null; readonly at: Date; readonly stand_in: boolean; readonly type: string; readonly answers_id: string | null; readonly message: string | null }
  }
  'replies/keep-inbound': {
    parameters: [string | null]
    row: never
  }
  'replies/lock-matching': {
    parameters: [string | null]
    row: { readonly pg_advisory_xact_lock: unknown }
  }
  'replies/mark-inbound': {
    parameters: [readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (Date | string | null)[] | null, number | null]
    row: never
  }
  'replies/message-names': {
    parameters: [readonly (number | string | bigint | null)[] | null]
    row: { readonly message_id: string }
  }
  'replies/move-inbound': {
    parameters: [readonly (number | string | bigint | null)[] | null, readonly (number | string | bigint | null)[] | null]
    row: never
  }
  'replies/waiting-inbound': {
    parameters: [number | null]
    row: { readonly mark: string; readonly inbound: string }
  }
  'sending/add-to-log': {
    parameters: [Date | string | null, string | null, string | null, string | null, string | null]
    row: never
  }
  'sending/attempts-of-message': {
    parameters: [string | null]
    row: { readonly id: string; readonly plan: string; readonly position: number; readonly recipient: string; readonly campaign_id: string; readonly phone: string; readonly name: string | null; readonly previous_message: string | null; readonly round: number; readonly variables: string[]; readonly zones: string[]; readonly hour: number | null; readonly hour_source: string | null; readonly planned_for: Date; readonly not_before: Date; readonly state: string; readonly state_code: string | null; readonly state_reason: string | null; readonly tries: number; readonly claimed_at: Date | null; readonly settled_by: string | null; readonly message_ids: string[] | null }
  }
  'sending/attempts-page': {
    parameters: [string | null, number | null, number | null]
    row: { readonly id: string; readonly plan: string; readonly position: number; readonly recipient: string; readonly campaign_id: string; readonly phone: string; readonly name: string | null; readonly previous_message: string | null; readonly round: number; readonly variables: string[]; readonly zones: string[]; readonly hour: number | null; readonly hour_source: string | null; readonly planned_for: Date; readonly not_before: Date; readonly state: string; readonly state_code: string | null; readonly state_reason: string | null; readonly tries: number; readonly claimed_at: Date | null; readonly settled_by: string | null; readonly message_ids: string[] | null }
  }
  'sending/candidates': {
    parameters: [string | null, string | null, readonly (string | null)[] | null, Date | string | null, number | null]
    row: { readonly key: string; readonly phone: string | null; readonly attributes: unknown; readonly message_id: string | null; readonly ids: string[] | null; readonly since: Date | null; readonly delivered_at: Date | null; readonly read_at: Date | null; readonly replied_at: Date | null; readonly failed_at: Date | null; readonly failure_code: string | null; readonly suppressed: string | null; readonly wrote_at: Date | null; readonly in_flight: boolean; readonly rounds: number; readonly attempted_at: Date | null; readonly messages_today: number }
  }
  'sending/claimed-attempt': {
    parameters: [string | null, string | null]
    row: { readonly id: string; readonly plan: string; readonly phone: string; readonly tries: number; readonly sender: string }
  }
  'sending/confirm-plan': {
    parameters: [string | null, string | null, string | null, Date | string | null]
    row: { readonly id: string }
  }
  'sending/daily-limit': {
    parameters: [Date | string | null]
    row: { readonly value: string }
  }
  'sending/daily-use': {
    parameters: [Date | string | null]
    row: { readonly people: number }
  }
  'sending/exclusions-page': {
    parameters: [string | null, number | null, number | null]
    row: { readonly position: number | null; readonly recipient: string | null; readonly phone: string | null; readonly reason: string | null; readonly details: string | null }
  }
  'sending/expire-claims': {
    parameters: [Date | string | null]
    row: never
  }
  'sending/expire-plans': {
    parameters: [Date | string | null]
    row: never
  }
  'sending/finish-plans': {
    parameters: [Date | string | null]
    row: { readonly id: string | null }
  }
  'sending/follow-newest': {
    parameters: [string | null]
    row: { readonly key: string; readonly whatsapp_message_id: string | null }
  }
  'sending/habits-of-hours': {
    parameters: [string | null, Date | string | null]
    row: { readonly campaign_id: string; readonly quarter: number; readonly delivered: number; readonly read: number }
  }
  'sending/habits-of-people': {
    parameters: [readonly (string | null)[] | null]
    row: { readonly phone: string; readonly at: Date }
  }
  'sending/insert-people': {
    parameters: [string | null, string | null, number | null, string | null]
    row: never
  }
  'sending/insert-plan': {
    parameters: [string | null]
    row: never
  }
  'sending/lock-due': {
    parameters: [string | null, Date | string | null, number | null]
    row: { readonly id: string; readonly recipient: string; readonly campaign_id: string; readonly phone: string; readonly name: string | null; readonly previous_message: string | null; readonly round: number; readonly variables: string[]; readonly zones: string[]; readonly planned_for: Date; readonly tries: number; readonly action: string; readonly rules: unknown; readonly template: unknown; readonly confirmed_at: Date | null }
  }
  'sending/lock-number': {
    parameters: [string | null]
    row: { readonly tokens: number; readonly filled_at: Date; readonly per_second: number; readonly changed_at: Date; readonly slowed_at: Date | null; readonly opened_at: Date | null; readonly open_code: string | null; readonly open_reason: string | null; readonly probe_at: Date | null; readonly probe: string | null; readonly streak_code: string; readonly streak: number; readonly watched_at: Date }
  }
  'sending/lock-unjoined': {
    parameters: [number | null]
    row: { readonly id: string; readonly recipient: string; readonly campaign_id: string; readonly message_ids: string[] | null }
  }
  'sending/log-page': {
    parameters: [number | null]
    row: { readonly at: Date | null; readonly hash: string | null; readonly by: string | null; readonly what: string | null; readonly details: string | null }
  }
  'sending/make-number': {
    parameters: [string | null, number | null, Date | string | null]
    row: never
  }
  'sending/mark-joined': {
    parameters: [readonly (string | null)[] | null]
    row: never
  }
  'sending/messages-of-the-day': {
    parameters: [string | null, string | null, Date | string | null, number | null]
    row: { readonly key: string; readonly messages: number }
  }
  'sending/newest-plan-of': {
    parameters: [string | null, string | null]
    row: { readonly hash: string; readonly state: string }
  }
  'sending/numbers': {
    parameters: []
    row: { readonly sender: string; readonly tokens: number; readonly filled_at: Date; readonly per_second: number; readonly changed_at: Date; readonly slowed_at: Date | null; readonly opened_at: Date | null; readonly open_code: string | null; readonly open_reason: string | null; readonly probe_at: Date | null; readonly probe: string | null; readonly streak_code: string; readonly streak: number; readonly watched_at: Date }
  }
  'sending/pass-canary': {
    parameters: [string | null, Date | string | null]
    row: never
  }
  'sending/plan-idle': {
    parameters: [string | null]
    row: { readonly is_sending: boolean; readonly next_at: Date | null; readonly is_waiting: boolean | null }
  }
  'sending/plans-page': {
    parameters: [string | null, string | null, number | null]
    row: { readonly id: string; readonly hash: string; readonly action: string; readonly campaign_id: string; readonly sender: string; readonly template: unknown; readonly rules: unknown; readonly canary: number | null; readonly canary_passed_at: Date | null; readonly state: string; readonly state_reason: string | null; readonly planned_by: string; readonly planned_at: Date; readonly confirmed_by: string | null; readonly confirmed_at: Date | null; readonly ended_at: Date | null; readonly members: number; readonly excluded: unknown }
  }
  'sending/recent-failures': {
    parameters: [string | null, Date | string | null]
    row: { readonly code: string; readonly messages: number }
  }
  'sending/record-accepted': {
    parameters: [string | null, string | null, readonly (string | null)[] | null, Date | string | null]
    row: { readonly sender: string; readonly concerns_number: boolean; readonly tries: number }
  }
  'sending/record-outcome': {
    parameters: [string | null, string | null, string | null, Date | string | null, string | null, string | null, Date | string | null]
    row: never
  }
  'sending/release-claims': {
    parameters: [readonly (string | null)[] | null, string | null]
    row: { readonly id: string; readonly sender: string | null }
  }
  'sending/reopen-plan': {
    parameters: [string | null]
    row: never
  }
  'sending/resolve-by-person': {
    parameters: [string | null, boolean | null, string | null, Date | string | null]
    row: { readonly plan: string }
  }
  'sending/resolve-by-reports': {
    parameters: [string | null, string | null, Date | string | null]
    row: never
  }
  'sending/results': {
    parameters: [string | null]
    row: { readonly attempts: unknown; readonly reasons: unknown; readonly next_at: Date | null; readonly delivered: number; readonly read: number; readonly failed: number; readonly replied: number; readonly got_it_twice: number }
  }
  'sending/stop-plan': {
    parameters: [string | null, string | null, Date | string | null]
    row: never
  }
  'sending/suppressed-by-answers': {
    parameters: [Date | string | null]
    row: { readonly people: number }
  }
  'sending/take-slot': {
    parameters: [string | null, Date | string | null]
    row: never
  }
  'sending/wave': {
    parameters: [string | null, Date | string | null]
    row: { readonly waiting: number; readonly accepted: number; readonly uncertain: number; readonly refused: number; readonly delivered: number; readonly failed: number; readonly opted_out: number; readonly rested_ms: number }
  }
  'sending/write-claims': {
    parameters: [string | null, string | null, Date | string | null]
    row: never
  }
  'sending/write-number': {
    parameters: [string | null, string | null]
    row: never
  }
  'simulation/backdate-campaign': {
    parameters: [string | null, Date | string | null, Date | string | null, string | null]
    row: { readonly id: string }
  }
  'stuck/count': {
    parameters: []
    row: { readonly reports: number }
  }
  'stuck/delete': {
    parameters: [readonly (number | string | bigint | null)[] | null]
    row: never
  }
  'stuck/drop': {
    parameters: [readonly (number | string | bigint | null)[] | null]
    row: never
  }
  'stuck/list': {
    parameters: [number | string | bigint | null, number | null]
    row: { readonly id: string; readonly set_apart_at: Date; readonly received_at: Date; readonly code: string; readonly message: string; readonly attempts: number; readonly next_attempt_at: Date | null; readonly report: string }
  }
  'stuck/make-due': {
    parameters: [readonly (number | string | bigint | null)[] | null]
    row: never
  }
  'stuck/set-apart': {
    parameters: [string | null, Date | string | null, string | null, string | null, number | string | bigint | null]
    row: never
  }
  'stuck/take-due': {
    parameters: [number | null, number | null]
    row: { readonly id: string; readonly report: string }
  }
  'transactions/answer-each': {
    parameters: [readonly (Date | string | null)[] | null]
    row: { readonly n: string | null; readonly value: Date | null }
  }
  'transactions/back-to-savepoint': {
    parameters: []
    row: never
  }
  'transactions/begin-batch': {
    parameters: []
    row: never
  }
  'transactions/begin-batch-alone': {
    parameters: []
    row: never
  }
  'transactions/begin-copying': {
    parameters: []
    row: never
  }
  'transactions/begin-copying-alone': {
    parameters: []
    row: never
  }
  'transactions/begin-join': {
    parameters: []
    row: never
  }
  'transactions/begin-linking': {
    parameters: []
    row: never
  }
  'transactions/begin-page': {
    parameters: []
    row: never
  }
  'transactions/begin-reading-theirs': {
    parameters: []
    row: never
  }
  'transactions/begin-recount': {
    parameters: []
    row: never
  }
  'transactions/begin-rule': {
    parameters: []
    row: never
  }
  'transactions/begin-summary': {
    parameters: []
    row: never
  }
  'transactions/begin-verify': {
    parameters: []
    row: never
  }
  'transactions/begin-writing-theirs': {
    parameters: []
    row: never
  }
  'transactions/check-constraints': {
    parameters: []
    row: never
  }
  'transactions/end-rule': {
    parameters: []
    row: never
  }
  'transactions/release-savepoint': {
    parameters: []
    row: never
  }
  'transactions/savepoint': {
    parameters: []
    row: never
  }
  'transactions/search-path': {
    parameters: []
    row: { readonly set_config: string | null }
  }
  'transactions/set-writer': {
    parameters: [string | null]
    row: { readonly set_config: string | null }
  }
  'transactions/wait-briefly': {
    parameters: []
    row: never
  }
  'verify/astray-inbound': {
    parameters: [string | null, number | null]
    row: { readonly looked: number; readonly last_id: string | null; readonly astray: string[] }
  }
  'verify/forget-ids': {
    parameters: [readonly (string | null)[] | null]
    row: never
  }
  'verify/giving-way': {
    parameters: [readonly (string | null)[] | null]
    row: { readonly id: string }
  }
  'verify/lead-ids': {
    parameters: [readonly (string | null)[] | null, readonly (number | string | bigint | null)[] | null]
    row: never
  }
  'verify/lost-ids': {
    parameters: [readonly (number | string | bigint | null)[] | null]
    row: { readonly id: string; readonly key: string; readonly leads_to: string | null; readonly is_shared: boolean }
  }
  'verify/mark-messages': {
    parameters: [readonly (number | string | bigint | null)[] | null]
    row: never
  }
  'verify/mark-recipients': {
    parameters: [readonly (number | string | bigint | null)[] | null]
    row: never
  }
  'verify/mark-unread': {
    parameters: [readonly (number | string | bigint | null)[] | null]
    row: never
  }
  'verify/message-keys': {
    parameters: [number | string | bigint | null, number | null]
    row: { readonly id: string }
  }
  'verify/messages': {
    parameters: [readonly (number | string | bigint | null)[] | null]
    row: { readonly id: string; readonly message_id: string; readonly aliases: string[] | null; readonly phone_number: string | null; readonly status: unknown; readonly inferred_kinds: string[] | null; readonly stand_in_kinds: string[] | null; readonly failures: unknown; readonly pricing: unknown; readonly campaign_name: string | null; readonly replied_at: Date | null; readonly reply_type: string | null; readonly reply_named: boolean | null; readonly created_at: Date | null; readonly counted_in: string | null; readonly recipient_left: boolean; readonly failure_code: string | null; readonly read_entered: boolean }
  }
  'verify/recipients': {
    parameters: [readonly (string | null)[] | null, readonly (string | null)[] | null, readonly (string | null)[] | null]
    row: { readonly key: string; readonly revision: number; readonly campaign_id: string; readonly phone_number: string | null; readonly meant_phone: string | null; readonly whatsapp_message_id: string | null; readonly from_webhook: boolean; readonly status: string | null; readonly sent_at: Date | null; readonly delivered_at: Date | null; readonly read_at: Date | null; readonly failed_at: Date | null; readonly replied_at: Date | null; readonly failure_code: string | null; readonly counted: number | null; readonly tally: string[] | null; readonly settled: boolean; readonly asserted: string[] | null; readonly written_at: Date | null }
  }
  'verify/recipients-page': {
    parameters: [number | string | bigint | null, number | null, string | null]
    row: { readonly key: string; readonly revision: number; readonly campaign_id: string; readonly phone_number: string | null; readonly meant_phone: string | null; readonly whatsapp_message_id: string | null; readonly from_webhook: boolean; readonly status: string | null; readonly sent_at: Date | null; readonly delivered_at: Date | null; readonly read_at: Date | null; readonly failed_at: Date | null; readonly replied_at: Date | null; readonly failure_code: string | null; readonly counted: number | null; readonly tally: string[] | null; readonly settled: boolean; readonly asserted: string[] | null; readonly written_at: Date | null; readonly message: string | null; readonly country: string | null }
  }
  'verify/rematch-inbound': {
    parameters: [readonly (string | null)[] | null]
    row: never
  }
  'verify/stray-ids': {
    parameters: [string | null, number | null]
    row: { readonly looked: number; readonly last_id: string | null; readonly astray: string[]; readonly dangling: string[] }
  }
  'verify/unnoted-ranges': {
    parameters: [number | string | bigint | null, number | null, string | null]
    row: { readonly last_key: string | null; readonly campaigns: string[]; readonly statuses: string[]; readonly ranges: string[] }
  }
}

export const STATEMENT_NAMES: readonly (keyof StatementTypes)[] = [
  'account/change-suppressions',
  'account/end-suppressions',
  'account/events-page',
  'account/keep-events',
  'account/suppressions-page',
  'alerts/store/acknowledge',
  'alerts/store/active-silences',
  'alerts/store/add-minutes',
  'alerts/store/add-slow-statements',
  'alerts/store/claim-slot',
  'alerts/store/claim-summary',
  'alerts/store/end-acknowledgements',
  'alerts/store/end-silence',
  'alerts/store/escalate-episode',
  'alerts/store/find-episode',
  'alerts/store/forget-states',
  'alerts/store/give-up-unknown',
  'alerts/store/history',
  'alerts/store/hold-signals',
  'alerts/store/insert-mails',
  'alerts/store/insert-past-episode',
  'alerts/store/insert-signals',
  'alerts/store/insert-silence',
  'alerts/store/last-signal',
  'alerts/store/lease-mail',
  'alerts/store/lease-notification',
  'alerts/store/list-alerts',
  'alerts/store/list-silences',
  'alerts/store/lock-composing',
  'alerts/store/mail-failed',
  'alerts/store/mail-sent',
  'alerts/store/mails-last-hour',
  'alerts/store/mark-channel-composed',
  'alerts/store/mark-composed',
  'alerts/store/now',
  'alerts/store/open-rules',
  'alerts/store/outbox-age',
  'alerts/store/release-mail',
  'alerts/store/resting-campaigns',
  'alerts/store/retire-rule',
  'alerts/store/rules',
  'alerts/store/second-channel-tried',
  'alerts/store/shared-key',
  'alerts/store/states',
  'alerts/store/summaries-made',
  'alerts/store/tidy',
  'alerts/store/unacknowledge',
  'alerts/store/unmailed-signals',
  'alerts/store/waiting-notifications',
  'alerts/store/waiting-signals',
  'alerts/store/write-episodes',
  'alerts/store/write-states',
  'analytics/rollups/clear-days',
  'analytics/rollups/clear-labels',
  'analytics/rollups/clear-orphans',
  'analytics/rollups/clear-totals',
  'analytics/rollups/days',
  'analytics/rollups/differing',
  'analytics/rollups/differing-cohorts',
  'analytics/rollups/fill-days',
  'analytics/rollups/fill-labels',
  'analytics/rollups/fill-reads',
  'analytics/rollups/fill-totals',
  'analytics/rollups/lock',
  'analytics/rollups/lock-cohorts',
  'analytics/rollups/orphans',
  'analytics/rollups/recount-cohorts',
  'analytics/upkeep/add-lag',
  'analytics/upkeep/add-to-rollups',
  'analytics/upkeep/engaged-claim',
  'analytics/upkeep/engaged-clear',
  'analytics/upkeep/engaged-fill',
  'analytics/upkeep/engaged-window',
  'analytics/upkeep/engagement-clear',
  'analytics/upkeep/engagement-fill',
  'analytics/upkeep/has-campaign',
  'archive/bodies-after',
  'archive/count-replayable',
  'archive/delete-rejects',
  'archive/expire-inbound',
  'archive/expire-messages',
  'archive/expire-rejects',
  'archive/insert-bodies',
  'archive/keep-days',
  'archive/rejects-after',
  'campaigns/amend-recipient',
  'campaigns/attribute-names',
  'campaigns/campaign',
  'campaigns/campaign-ids',
  'campaigns/campaign-of-name',
  'campaigns/campaign-statuses',
  'campaigns/campaigns-by-name',
  'campaigns/campaigns-page',
  'campaigns/claim-campaigns',
  'campaigns/count-breakdowns',
  'campaigns/count-campaigns',
  'campaigns/create-campaign',
  'campaigns/delete-campaign',
  'campaigns/delete-recipients',
  'campaigns/drop-ranges',
  'campaigns/edit-campaign',
  'campaigns/empty-ranges',
  'campaigns/end-provisional',
  'campaigns/import-recipients',
  'campaigns/insert-campaigns',
  'campaigns/insert-recipients',
  'campaigns/leave-unread',
  'campaigns/lock-campaigns',
  'campaigns/lock-recipients',
  'campaigns/lock-recipients-and-awaiting',
  'campaigns/lock-recipients-pending-join',
  'campaigns/lock-recount',
  'campaigns/mark-provisional',
  'campaigns/note-meant-phones',
  'campaigns/note-ranges',
  'campaigns/own-recipient',
  'campaigns/provisional-names',
  'campaigns/recipients-page',
  'campaigns/recipients-page-of-code',
  'campaigns/recipients-page-of-part',
  'campaigns/recipients-page-of-status',
  'campaigns/recipients-pending-join',
  'campaigns/reconcile-counters',
  'campaigns/recount-breakdowns',
  'campaigns/recount-campaign',
  'campaigns/remove-recipient',
  'campaigns/remove-recipients',
  'campaigns/repair-recipients',
  'campaigns/set-campaign-settings',
  'campaigns/twins',
  'campaigns/unread-recipients',
  'campaigns/update-recipients',
  'campaigns/verify-campaigns',
  'connection/clock',
  'connection/commit-probe',
  'connection/examine',
  'connection/ping',
  'connection/rule-role',
  'connection/session',
  'dashboard/beat',
  'dashboard/campaigns',
  'dashboard/count-suppressions',
  'dashboard/database',
  'dashboard/episodes',
  'dashboard/failures',
  'dashboard/hours-of-week',
  'dashboard/insert-number-view',
  'dashboard/lag',
  'dashboard/last-webhook',
  'dashboard/life',
  'dashboard/mails',
  'dashboard/messages-page',
  'dashboard/news',
  'dashboard/number-views',
  'dashboard/plans-of-message',
  'dashboard/prices',
  'dashboard/reject',
  'dashboard/rejects',
  'dashboard/replicas',
  'dashboard/replies',
  'dashboard/rule-values',
  'dashboard/service-sums',
  'dashboard/stuck',
  'dashboard/sums',
  'dashboard/suppressions',
  'dashboard/suppressions-of-phone',
  'dashboard/times',
  'external/changes',
  'external/count-unjoined',
  'external/end-truncated',
  'external/follow-moved',
  'external/forget-gone',
  'external/forget-postponed',
  'external/go-on-truncated',
  'external/hidden-rows',
  'external/left-of-messages',
  'external/list-unjoined',
  'external/make-due',
  'external/messages-without-recipients',
  'external/note-campaigns',
  'external/note-miscounted',
  'external/postpone',
  'external/show-counters',
  'external/stays',
  'external/take-back-expired',
  'external/take-disturbed',
  'external/take-left-messages',
  'external/take-left-recipients',
  'external/take-moved',
  'ledger/agree-on',
  'ledger/applied',
  'ledger/create-ledger',
  'ledger/create-schema',
  'ledger/find-schemas',
  'ledger/grant',
  'ledger/lock',
  'ledger/record',
  'ledger/server-version',
  'ledger/set-grantee',
  'ledger/shut',
  'ledger/work-in',
  'link/catalogue',
  'link/change-recipients',
  'link/changes',
  'link/enqueue',
  'link/enqueue-campaigns',
  'link/enqueue-known',
  'link/enqueue-messages',
  'link/follow-own-changes',
  'link/follow-table',
  'link/forget-changes',
  'link/forget-failures',
  'link/forget-link',
  'link/forget-outbox',
  'link/forget-renamed',
  'link/forget-rows',
  'link/give-up-lease',
  'link/insert-failures',
  'link/insert-link',
  'link/insert-linked-rows',
  'link/insert-linked-table',
  'link/insert-recipients',
  'link/known-keys',
  'link/lease',
  'link/leave-external-tables',
  'link/link',
  'link/linked-keys-after',
  'link/linked-rows',
  'link/linked-rows-of-own',
  'link/list-failures',
  'link/lose-table',
  'link/make-campaigns',
  'link/mark-counted',
  'link/next-recipient-keys',
  'link/note-change',
  'link/outbox',
  'link/own-campaigns',
  'link/own-messages',
  'link/own-recipients',
  'link/put-campaigns',
  'link/retry-failures',
  'link/save-linked-rows',
  'link/sweep',
  'link/waiting-failures',
  'local-postgres/backup-slot',
  'local-postgres/backup-start',
  'local-postgres/backup-stop',
  'local-postgres/create-database',
  'messages/claim-ids',
  'messages/delete-messages',
  'messages/external-messages',
  'messages/insert-messages',
  'messages/insert-rejects',
  'messages/lock-external-messages',
  'messages/lock-messages',
  'messages/message',
  'messages/messages-of-phone',
  'messages/move-ids',
  'messages/new-keys',
  'messages/note-reads',
  'messages/uncount-messages',
  'messages/update-messages',
  'replies/answerable-messages',
  'replies/assign-inbound',
  'replies/forget-marks',
  'replies/inbound-messages',
  'replies/keep-inbound',
  'replies/lock-matching',
  'replies/mark-inbound',
  'replies/message-names',
  'replies/move-inbound',
  'replies/waiting-inbound',
  'sending/add-to-log',
  'sending/attempts-of-message',
  'sending/attempts-page',
  'sending/candidates',
  'sending/claimed-attempt',
  'sending/confirm-plan',
  'sending/daily-limit',
  'sending/daily-use',
  'sending/exclusions-page',
  'sending/expire-claims',
  'sending/expire-plans',
  'sending/finish-plans',
  'sending/follow-newest',
  'sending/habits-of-hours',
  'sending/habits-of-people',
  'sending/insert-people',
  'sending/insert-plan',
  'sending/lock-due',
  'sending/lock-number',
  'sending/lock-unjoined',
  'sending/log-page',
  'sending/make-number',
  'sending/mark-joined',
  'sending/messages-of-the-day',
  'sending/newest-plan-of',
  'sending/numbers',
  'sending/pass-canary',
  'sending/plan-idle',
  'sending/plans-page',
  'sending/recent-failures',
  'sending/record-accepted',
  'sending/record-outcome',
  'sending/release-claims',
  'sending/reopen-plan',
  'sending/resolve-by-person',
  'sending/resolve-by-reports',
  'sending/results',
  'sending/stop-plan',
  'sending/suppressed-by-answers',
  'sending/take-slot',
  'sending/wave',
  'sending/write-claims',
  'sending/write-number',
  'simulation/backdate-campaign',
  'stuck/count',
  'stuck/delete',
  'stuck/drop',
  'stuck/list',
  'stuck/make-due',
  'stuck/set-apart',
  'stuck/take-due',
  'transactions/answer-each',
  'transactions/back-to-savepoint',
  'transactions/begin-batch',
  'transactions/begin-batch-alone',
  'transactions/begin-copying',
  'transactions/begin-copying-alone',
  'transactions/begin-join',
  'transactions/begin-linking',
  'transactions/begin-page',
  'transactions/begin-reading-theirs',
  'transactions/begin-recount',
  'transactions/begin-rule',
  'transactions/begin-summary',
  'transactions/begin-verify',
  'transactions/begin-writing-theirs',
  'transactions/check-constraints',
  'transactions/end-rule',
  'transactions/release-savepoint',
  'transactions/savepoint',
  'transactions/search-path',
  'transactions/set-writer',
  'transactions/wait-briefly',
  'verify/astray-inbound',
  'verify/forget-ids',
  'verify/giving-way',
  'verify/lead-ids',
  'verify/lost-ids',
  'verify/mark-messages',
  'verify/mark-recipients',
  'verify/mark-unread',
  'verify/message-keys',
  'verify/messages',
  'verify/recipients',
  'verify/recipients-page',
  'verify/rematch-inbound',
  'verify/stray-ids',
  'verify/unnoted-ranges',
]
