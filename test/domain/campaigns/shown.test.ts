import { describe, expect, test } from 'vitest'
import type { Campaign, KnownMessage, Recipient } from '../../../src/domain/campaigns/campaign.ts'
import { detailsOf } from '../../../src/domain/campaigns/campaign-details.ts'
import {
  campaignJson,
  detailsJson,
  importJson,
  recipientJson,
  recountJson,
  verificationJson,
} from '../../../src/domain/campaigns/campaign-json.ts'
import { messageJson } from '../../../src/domain/campaigns/message-json.ts'
import { filterOfSelection, isSelected } from '../../../src/domain/campaigns/recipient-selection.ts'
import { factsOfReport, joinFacts } from '../../../src/domain/messages/facts.ts'
import { meaningOfFailure } from '../../../src/domain/messages/failure-codes.ts'
import { isoOf } from '../../../src/domain/text/iso.ts'
import { NOON_MS, report } from '../../support/reports.ts'

const HOUR_MS = 3_600_000
const NOON = isoOf(NOON_MS)
const counters = { pending: 1, sent: 20, delivered: 10, read: 4, failed: 3, replied: 1, recipients: 25 }
const bare: Campaign = { id: 'c1', source: 'api', counters, breakdowns: new Map() }
const NO_TIMES = { messages: 0 }

describe('a campaign as JSON', () => {
  test('has what is known of it, and no more', () => {
    expect(campaignJson(bare)).toStrictEqual({ id: 'c1', source: 'api', counters })
    const known = {
      name: 'Holi',
      status: 'active',
      createdAtMs: NOON_MS,
      updatedAtMs: NOON_MS + 1000,
      targetCustomers: 9,
    }
    expect(campaignJson({ ...bare, ...known })).toStrictEqual({
      id: 'c1',
      name: 'Holi',
      status: 'active',
      source: 'api',
      created_at: NOON,
      updated_at: isoOf(NOON_MS + 1000),
      target_customers: 9,
      counters,
    })
  })

  test('details: rates name their denominators, failures the most frequent first, times by percentile', () => {
    const breakdowns = new Map([
      ['c', 2],
      ['u', 3],
      ['w', 4],
      ['f131026', 1],
      ['f470', 5],
      ['f131047', 1],
      ['d0', 90],
      ['d40', 10],
      ['r10', 1],
    ])
    const details = detailsOf({ ...bare, breakdowns, updatedAtMs: NOON_MS }, NOON_MS + HOUR_MS - 1)
    expect(details.rates).toStrictEqual({
      sent: { numerator: 20, denominator: 25, of: 'recipients', value: 0.8 },
      delivered: { numerator: 10, denominator: 20, of: 'sent', value: 0.5 },
      read: { numerator: 4, denominator: 10, of: 'delivered', value: 0.4 },
      failed: { numerator: 3, denominator: 25, of: 'recipients', value: 0.12 },
      replied: { numerator: 1, denominator: 4, of: 'read', value: 0.25 },
    })
    expect([
      details.contradictions,
      details.repliedUnread,
      details.unregistered,
      details.stillChanging,
    ]).toEqual([2, 3, 4, true])
    expect(details.failures).toStrictEqual([
      { code: '470', recipients: 5, ...meaningOfFailure('470') },
      { code: '131026', recipients: 1, ...meaningOfFailure('131026') },
      { code: '131047', recipients: 1, ...meaningOfFailure('131047') },
    ])
    expect(details.deliverySeconds).toMatchObject({ messages: 100 })
    const { p50 = 0, p90 = 0, p99 = 0 } = details.deliverySeconds
    expect(p50).toBe(p90)
    expect(p99).toBeGreaterThan(p90)
    expect(p99 * 10).toBe(Math.round(p99 * 10))
    expect(details.readSeconds.messages).toBe(1)
    expect(details.replySeconds).toStrictEqual(NO_TIMES)
    expect(detailsJson({ ...bare, breakdowns }, details)).toStrictEqual({
      ...campaignJson(bare),
      rates: details.rates,
      contradictions: 2,
      unregistered: 4,
      still_changing: true,
      failures: details.failures,
      delivery_seconds: details.deliverySeconds,
      read_seconds: details.readSeconds,
      replied_unread: 3,
      reply_seconds: NO_TIMES,
    })
  })

  test('an empty one has no rates and nothing that still changes', () => {
    const empty = {
      ...bare,
      counters: { ...counters, sent: 0, delivered: 0, read: 0, failed: 0, replied: 0, recipients: 0 },
    }
    const details = detailsOf({ ...empty, updatedAtMs: NOON_MS }, NOON_MS)
    expect(details).toStrictEqual({
      rates: {
        sent: { numerator: 0, denominator: 0, of: 'recipients' },
        delivered: { numerator: 0, denominator: 0, of: 'sent' },
        read: { numerator: 0, denominator: 0, of: 'delivered' },
        failed: { numerator: 0, denominator: 0, of: 'recipients' },
        replied: { numerator: 0, denominator: 0, of: 'read' },
      },
      contradictions: 0,
      repliedUnread: 0,
      unregistered: 0,
      stillChanging: false,
      failures: [],
      deliverySeconds: NO_TIMES,
      readSeconds: NO_TIMES,
      replySeconds: NO_TIMES,
    })
    expect(detailsOf(bare, NOON_MS).stillChanging).toBe(false)
    expect(detailsOf({ ...bare, updatedAtMs: NOON_MS }, NOON_MS + HOUR_MS).stillChanging).toBe(false)
  })

  test('imports, verifications and recounts', () => {
    const sums = { lines: 3, inserted: 1, amended: 1, unchanged: 0, refused: 1 }
    const columns = { used: { phone: 'Mobile' }, attributes: ['city'], ignored: ['x'] }
    const refusedLines = [{ line: 2, reason: 'no number' }]
    expect(importJson({ ...sums, refusedLines, columns } as never)).toStrictEqual({
      ...sums,
      refused_lines: refusedLines,
      columns,
    })
    const sides = {
      shown: counters,
      kept: counters,
      right: counters,
      miscounted: 1,
      breakdowns: 3,
      waiting: 2,
    }
    expect(verificationJson({ id: 'c1', ...sides }, false)).toStrictEqual({ agrees: false, ...sides })
    const found = { repaired: 1, correction: counters, breakdowns: 2, disturbed: true }
    expect(recountJson({ id: 'c1', ...found })).toStrictEqual(found)
  })
})

test('a recipient as JSON has what is known of it', () => {
  expect(recipientJson({ key: '7', status: 'pending' })).toStrictEqual({ id: '7', status: 'pending' })
  const times = { sentAtMs: 1000, deliveredAtMs: 2000, readAtMs: 3000, failedAtMs: 4000, repliedAtMs: 5000 }
  const full: Recipient = {
    key: '7',
    phone: '+91',
    reference: 'r',
    messageId: 'm',
    status: 'failed',
    failureCode: '131026',
    attributes: { city: 'Pune' },
    ...times,
  }
  expect(recipientJson(full)).toStrictEqual({
    id: '7',
    phone: '+91',
    reference: 'r',
    message_id: 'm',
    status: 'failed',
    sent_at: isoOf(1000),
    delivered_at: isoOf(2000),
    read_at: isoOf(3000),
    failed_at: isoOf(4000),
    replied_at: isoOf(5000),
    failure: { code: '131026', ...meaningOfFailure('131026') },
    attributes: { city: 'Pune' },
  })
})

describe('a message as JSON', () => {
  test('that nobody reported has only the id that was asked for', () => {
    expect(messageJson({ campaigns: [] }, 'wamid.1')).toStrictEqual({
      message_id: 'wamid.1',
      other_ids: [],
      status: 'pending',
      timeline: [],
      failures: [],
      contradictory: false,
      campaigns: [],
    })
  })

  test('says what was reported and what was inferred, in the order of its life, with its campaigns', () => {
    const read = factsOfReport(report({ ids: ['wamid.1'], kind: 'read', phone: '+919800000001' }))
    const sent = factsOfReport(
      report({ ids: ['wamid.1'], kind: 'sent', occurrence: { atMs: NOON_MS - 60_000, estimated: true } }),
    )
    const failure = { code: '131026', title: 'Undeliverable' }
    const failed = factsOfReport(report({ ids: ['wamid.1'], kind: 'failed', failure } as never))
    const facts = {
      ...joinFacts(joinFacts(read, sent, 'latest'), failed, 'latest'),
      pricing: { category: 'marketing' },
      reply: { occurrence: { atMs: NOON_MS + 5000, estimated: false }, type: 'text', named: false },
    }
    const known = {
      message: { key: 1n, ids: ['wamid.1', 'submitted-1'], facts },
      campaigns: [
        { campaignId: 'c1', campaignName: 'Holi', recipientKey: '7', reference: 'r' },
        { campaignId: 'c2', recipientKey: '8' },
      ],
    } as unknown as KnownMessage
    const shown = messageJson(known, 'submitted-1')
    expect([shown.message_id, ...shown.other_ids].sort()).toEqual(['submitted-1', 'wamid.1'])
    expect(shown).toMatchObject({
      phone: '+919800000001',
      status: 'read',
      contradictory: true,
      pricing: { category: 'marketing' },
    })
    expect(shown.timeline).toStrictEqual([
      { kind: 'sent', reported: true, time_known: false, at: isoOf(NOON_MS - 60_000) },
      { kind: 'delivered', reported: false, time_known: true, at: NOON },
      { kind: 'read', reported: true, time_known: true, at: NOON },
      { kind: 'failed', reported: true, time_known: true, at: NOON },
    ])
    expect(shown.reply).toStrictEqual({
      at: isoOf(NOON_MS + 5000),
      type: 'text',
      matched_by: 'time',
      time_known: true,
    })
    expect(shown.failures).toStrictEqual([
      { code: '131026', ...meaningOfFailure('131026'), at: NOON, title: 'Undeliverable' },
    ])
    expect(shown.campaigns).toStrictEqual([
      { id: 'c1', name: 'Holi', recipient_id: '7', reference: 'r' },
      { id: 'c2', recipient_id: '8' },
    ])
    const named = {
      ...facts,
      reply: { ...facts.reply, named: true, occurrence: { atMs: NOON_MS, estimated: true } },
    }
    const answered = messageJson(
      { ...known, message: { ...known.message, facts: named } } as KnownMessage,
      'x',
    )
    expect(answered.reply).toMatchObject({ matched_by: 'reference', time_known: false })
  })
})

describe('whom people ask for', () => {
  const failed = (failureCode?: string): Recipient => ({
    key: '1',
    status: 'failed',
    ...(failureCode !== undefined && { failureCode }),
  })
  test('is looked for among the delivered or the failed', () => {
    expect([filterOfSelection('not-read'), filterOfSelection('worth-resend')]).toEqual([
      { status: 'delivered' },
      { status: 'failed' },
    ])
  })
  test('worth a resend is a failure whose code says so', () => {
    const worth = (code?: string) => isSelected(failed(code), 'worth-resend')
    for (const code of ['131026', '131047', '131049', '470', '131000']) {
      expect([code, worth(code)]).toEqual([
        code,
        ['yes', 'later', 'as-template'].includes(meaningOfFailure(code).resend),
      ])
    }
    expect(worth()).toBe(false)
    expect([isSelected(failed(), undefined), isSelected(failed(), 'not-read')]).toEqual([true, true])
  })
})
