import { describe, expect, test } from 'vitest'
import { eventLines, NOON_MS, parseJson, RECEIVED_AT_MS } from './helpers.ts'

const ACCOUNT = '300220011000'
const AT = NOON_MS / 1000

const change = (name: string, value: object, entry: object = {}) => ({
  object: 'whatsapp_business_account',
  entry: [{ id: ACCOUNT, time: AT, changes: [{ field: name, value }], ...entry }],
})
const template = {
  message_template_id: 500600,
  message_template_name: 'diwali_sale',
  message_template_language: 'en_US',
}

test.each([
  [
    'message_template_status_update',
    { event: 'PAUSED', ...template, reason: 'NONE' },
    'template-status diwali_sale (en_US) PAUSED stops',
  ],
  [
    'message_template_status_update',
    { event: 'FLAGGED', ...template },
    'template-status diwali_sale (en_US) FLAGGED warns',
  ],
  [
    'message_template_status_update',
    { event: 'APPROVED', ...template },
    'template-status diwali_sale (en_US) APPROVED frees',
  ],
  [
    'message_template_status_update',
    { event: 'ARCHIVED', ...template },
    'template-status diwali_sale (en_US) ARCHIVED informs',
  ],
  [
    'message_template_quality_update',
    { new_quality_score: 'RED', previous_quality_score: 'YELLOW', ...template },
    'template-quality diwali_sale (en_US) RED warns',
  ],
  [
    'template_category_update',
    { previous_category: 'UTILITY', new_category: 'MARKETING', ...template },
    'template-category diwali_sale (en_US) MARKETING informs',
  ],
  [
    'phone_number_quality_update',
    { display_phone_number: '15550100999', event: 'FLAGGED', current_limit: 'TIER_1K' },
    'number-quality +15550100999 FLAGGED warns',
  ],
  [
    'phone_number_quality_update',
    { display_phone_number: '15550100999', event: 'UPGRADE', current_limit: 'TIER_10K' },
    'number-quality +15550100999 UPGRADE frees',
  ],
  [
    'business_capability_update',
    { max_daily_conversation_per_phone: 1000 },
    `messaging-limit ${ACCOUNT} 1000 informs`,
  ],
  ['account_update', { event: 'ACCOUNT_RESTRICTION' }, `account-status ${ACCOUNT} ACCOUNT_RESTRICTION stops`],
  [
    'account_update',
    { event: 'ACCOUNT_VIOLATION', violation_info: { violation_type: 'ALCOHOL' } },
    `account-status ${ACCOUNT} ACCOUNT_VIOLATION warns`,
  ],
  [
    'account_update',
    { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE' } },
    `account-status ${ACCOUNT} DISABLE stops`,
  ],
  [
    'account_update',
    { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'SCHEDULE_FOR_DISABLE' } },
    `account-status ${ACCOUNT} SCHEDULE_FOR_DISABLE warns`,
  ],
  ['account_review_update', { decision: 'REJECTED' }, `account-review ${ACCOUNT} REJECTED stops`],
  [
    'account_alerts',
    {
      entity_id: '9',
      alert_info: { alert_severity: 'CRITICAL', alert_type: 'INCREASED_CAPABILITIES_ELIGIBILITY_FAILED' },
    },
    'account-alert 9 INCREASED_CAPABILITIES_ELIGIBILITY_FAILED warns',
  ],
  [
    'messages',
    { errors: [{ code: 131042, title: 'Business eligibility payment issue' }] },
    'account-error 131042 131042 stops',
  ],
])('%s tells of %j', (name, value, line) => {
  const parsed = parseJson(change(name, value))
  expect(eventLines(parsed)).toEqual([line])
  expect(parsed).toMatchObject({ rejected: [], ignored: 0 })
  expect(parsed.events[0]).toMatchObject({
    account: ACCOUNT,
    occurrence: { atMs: NOON_MS, estimated: false },
  })
})

describe('a person', () => {
  const wish = (value: string, more: object = {}) =>
    change('user_preferences', {
      user_preferences: [
        { wa_id: '919000000710', category: 'marketing_messages', value, timestamp: AT - 60, ...more },
      ],
    })

  test('who stops marketing, and who resumes it, is known by number and time', () => {
    expect(eventLines(parseJson(wish('stop')))).toEqual(['opt-out +919000000710 stop informs'])
    expect(eventLines(parseJson(wish('resume')))).toEqual(['opt-in +919000000710 resume informs'])
    expect(parseJson(wish('stop')).events[0]?.occurrence).toEqual({
      atMs: NOON_MS - 60_000,
      estimated: false,
    })
  })

  test('without a number is kept by the id that stands for it, which is taken for no number', () => {
    const parsed = parseJson(wish('stop', { wa_id: undefined, user_id: 'US.13491208655302741918' }))
    expect(eventLines(parsed)).toEqual(['opt-out US.13491208655302741918 stop informs'])
  })

  test('with another wish is left alone', () => {
    expect(parseJson(wish('maybe'))).toMatchObject({ events: [], ignored: 1 })
    expect(parseJson(wish('stop', { category: 'something_else' }))).toMatchObject({ events: [], ignored: 1 })
  })
})

test('news without a time happened when they came', () => {
  const parsed = parseJson(change('account_review_update', { decision: 'APPROVED' }, { time: undefined }))
  expect(parsed.events[0]?.occurrence).toEqual({ atMs: RECEIVED_AT_MS, estimated: true })
})

test('errors of the account beside statuses cost the statuses nothing', () => {
  const statuses = [{ id: 'wamid.A', status: 'sent', timestamp: AT }]
  const parsed = parseJson(
    change('messages', { statuses, errors: [{ code: 131031, error_data: { details: 'Locked' } }] }),
  )
  expect(parsed.reports).toHaveLength(1)
  expect(parsed.events[0]).toMatchObject({ value: '131031', details: 'Locked' })
})

test('a restriction says what it restricts and when it ends', () => {
  const restriction_info = [
    { restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', expiration: AT + 86_400 },
  ]
  const [event] = parseJson(
    change('account_update', { event: 'ACCOUNT_RESTRICTION', restriction_info }),
  ).events
  expect(event).toMatchObject({
    details: 'RESTRICTED_BIZ_INITIATED_MESSAGING',
    untilMs: NOON_MS + 86_400_000,
  })
})

test.each([
  ['a field that is not ours', 'calls', { event: 'x' }],
  ['news without what happened', 'account_review_update', {}],
  ['news that are no object', 'account_update', 'x'],
])('%s is ignored', (_, name, value) => {
  expect(parseJson(change(name, value as object))).toMatchObject({ events: [], rejected: [], ignored: 1 })
})
