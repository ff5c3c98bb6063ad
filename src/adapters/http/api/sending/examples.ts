import { EXAMPLE_CAMPAIGN } from '../campaigns/found.ts'
import { EXAMPLE_HASH } from './schemas.ts'

export const EXAMPLE_PLAN = {
  hash: EXAMPLE_HASH,
  action: 'resend',
  campaign_id: EXAMPLE_CAMPAIGN,
  sender: 'meta:106540352242922',
  template: { name: 'diwali_offer', language: 'en', category: 'marketing' },
  rules: {
    values: ['{name|friend}'],
    even_if_it_may_still_arrive: false,
    ttl_hours: 720,
    follow_up_after_hours: 24,
    window: '09:00-21:00',
    max_per_day: 3,
    max_rounds: 3,
    at: 'once',
    late_hours: 24,
  },
  state: 'draft',
  planned_by: 'api',
  planned_at: '2026-11-21T04:00:00.000Z',
  members: 1,
  excluded: { 'never-resend': 1 },
} as const

export const EXAMPLE_RESULTS = {
  attempts: { planned: 1, claimed: 0, accepted: 0, refused: 0, uncertain: 0, excluded: 0 },
  reasons: {},
  delivered: 0,
  read: 0,
  failed: 0,
  replied: 0,
  got_it_twice: 0,
  next_at: '2026-11-21T04:00:00.000Z',
} as const

export const EXAMPLE_ATTEMPT = {
  id: '0b6f3f5e-7c51-4f3e-9d0e-3c6c1c1f2a77',
  position: 0,
  recipient: '42',
  phone: '+919876543210',
  round: 2,
  values: ['Asha'],
  zones: ['Asia/Kolkata'],
  not_before: '2026-11-21T04:00:00.000Z',
  state: 'planned',
  tries: 0,
} as const

export const EXAMPLE_NUMBER = {
  sender: EXAMPLE_PLAN.sender,
  per_second: 60,
  stopped: { since: '2026-11-21T04:05:02.000Z', code: '402', reason: 'Insufficient credits' },
} as const
