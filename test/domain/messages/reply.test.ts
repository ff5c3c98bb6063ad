import { expect, test } from 'vitest'
import {
  firstReply,
  type InboundMessage,
  joinReplies,
  type Reply,
  sameReply,
} from '../../../src/domain/messages/reply.ts'

const inbound = (id: string, atMs: number, more: Partial<InboundMessage> = {}): InboundMessage => ({
  id,
  type: 'text',
  occurrence: { atMs, estimated: false },
  ...more,
})
const reply = (atMs: number, more: Partial<Reply> = {}): Reply => ({
  occurrence: { atMs, estimated: false },
  type: 'text',
  named: false,
  ...more,
})

test('the first reply is the earliest; of equal times one that was not estimated, then by id', () => {
  expect(firstReply([])).toBeUndefined()
  const all = [
    inbound('c', 2, { type: 'button', answersId: 'wamid.1' }),
    inbound('a', 3),
    inbound('b', 2, { occurrence: { atMs: 2, estimated: true } }),
    inbound('d', 2, { type: 'list' }),
  ]
  const first = { occurrence: { atMs: 2, estimated: false }, type: 'button', named: true }
  expect([firstReply(all), firstReply(all.toReversed())]).toEqual([first, first])
  expect(firstReply([inbound('a', 3)])).toEqual({
    occurrence: { atMs: 3, estimated: false },
    type: 'text',
    named: false,
  })
})

test('of two replies the first stays: earlier, not estimated, named, whatever the order', () => {
  const early = reply(999_999_999_999)
  const pairs: readonly (readonly [Reply, Reply])[] = [
    [early, reply(1_000_000_000_000)],
    [reply(5), reply(5, { occurrence: { atMs: 5, estimated: true } })],
    [reply(5, { named: true }), reply(5)],
    [reply(5, { type: 'button' }), reply(5, { type: 'text' })],
  ]
  for (const [first, second] of pairs) {
    expect([joinReplies(first, second), joinReplies(second, first)]).toEqual([first, first])
    expect([sameReply(first, second), sameReply(first, { ...first })]).toEqual([false, true])
  }
  expect([
    joinReplies(undefined, early),
    joinReplies(early, undefined),
    joinReplies(undefined, undefined),
  ]).toEqual([early, early, undefined])
  expect([sameReply(undefined, undefined), sameReply(early, undefined), sameReply(undefined, early)]).toEqual(
    [true, false, false],
  )
})
