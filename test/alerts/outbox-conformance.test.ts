import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deliver } from '../../src/app/alerts/deliver.ts'
import type { Signal } from '../../src/domain/alerts/alert-state.ts'
import type { LeasedMail, MailFailure, SendResult } from '../../src/domain/alerts/mail.ts'
import { type AlertBench, openAlertBench } from './alert-bench.ts'
import { MINUTE_MS, START_MS } from './builders.ts'
import { mail, NOTHING, OK, RULE, signal, type Twin, twins } from './twins.ts'

let bench: AlertBench
beforeAll(async () => {
  bench = await openAlertBench()
})
afterAll(() => bench.close())

const LEASE_MS = 2 * MINUTE_MS

const deferred = (more: Partial<MailFailure> = {}): MailFailure => ({
  nextAttemptMs: START_MS,
  refused: false,
  maybeSent: false,
  takeApart: false,
  error: 'away',
  ...more,
})

describe.each(twins(() => bench))('the outbox in %s', (_name, open) => {
  let twin: Twin
  let slotMs: number
  beforeEach(async () => {
    twin = await open()
    slotMs = START_MS
  })

  /** Commits signals as an evaluation does. */
  async function emit(...signals: Signal[]) {
    slotMs += MINUTE_MS
    await twin.store.record(RULE, slotMs, OK, () => ({ ...NOTHING, signals }))
  }

  /** Composes one mail a recipient of all that waits; the episodes that it is given. */
  async function compose(...recipients: string[]) {
    let given: readonly string[] = []
    await twin.outbox.compose(START_MS, async (waiting) => {
      given = waiting.map((one) => one.signal.episode)
      const ids = waiting.map(({ id }) => id)
      return { made: recipients.map((to) => mail(to, ids)) }
    })
    return given
  }

  async function lease(nowMs = START_MS): Promise<LeasedMail> {
    return (await twin.outbox.lease(nowMs, LEASE_MS)) ?? expect.fail('no mail is due')
  }

  describe('compose', () => {
    test('gives each signal once, oldest first, and a repeated one not again', async () => {
      await emit(signal('a'), signal('b'))
      await emit(signal('a'))
      expect(await compose('x@example.org')).toEqual(['a', 'b'])
      expect(await compose('x@example.org')).toEqual([])
    })

    test('leaves signals waiting where it is asked to, and where the writing throws', async () => {
      await emit(signal('a'))
      expect(await twin.outbox.compose(START_MS, async () => 'wait')).toBe(0)
      const failing = twin.outbox.compose(START_MS, async () => {
        throw new Error('no words')
      })
      await expect(failing).rejects.toThrow('no words')
      expect(await compose('x@example.org')).toEqual(['a'])
    })

    test('notifies of an episode in order: what comes next waits until its last mail has left or is refused', async () => {
      await emit(signal('a'), signal('b'))
      await compose('x@example.org')
      await emit(signal('a', { kind: 'resolved', atMs: START_MS + 1 }), signal('c'))
      expect(await compose('x@example.org')).toEqual(['c'])
      const first = await lease()
      await twin.outbox.failed(first.id, deferred({ refused: true }))
      expect(await compose('x@example.org')).toEqual(['a'])
    })

    test('says how many mails each recipient had in the last hour', async () => {
      await emit(signal('a'))
      await compose('x@example.org', 'y@example.org')
      const sent = await lease()
      await twin.outbox.sent(sent.id, START_MS)
      await twin.outbox.add([mail('x@example.org', [], { kind: 'test' })], START_MS)
      await emit(signal('b'))
      const counts = async (nowMs: number) => {
        let counted: ReadonlyMap<string, number> = new Map()
        await twin.outbox.compose(nowMs, async (_waiting, mailed) => {
          counted = mailed
          return 'wait'
        })
        return Object.fromEntries(counted)
      }
      expect(await counts(START_MS + 59 * MINUTE_MS)).toEqual({ 'x@example.org': 1, 'y@example.org': 1 })
      expect(await counts(START_MS + 60 * MINUTE_MS)).toEqual({ 'y@example.org': 1 })
    })
  })

  describe('lease', () => {
    test('takes a mail for a while and for one replica, and counts the attempts', async () => {
      await emit(signal('a'))
      await compose('x@example.org')
      expect(await lease()).toMatchObject({
        recipient: 'x@example.org',
        attempts: 1,
        content: { subject: 's' },
      })
      expect(await twin.outbox.lease(START_MS + LEASE_MS - 1, LEASE_MS)).toBeUndefined()
      const again = await lease(START_MS + LEASE_MS)
      expect(again.attempts).toBe(2)
      await twin.outbox.sent(again.id, START_MS)
      expect(await twin.outbox.lease(START_MS + 10 * LEASE_MS, LEASE_MS)).toBeUndefined()
    })

    test("keeps a recipient's mails in order, and nobody waits for a mail that is refused or is somebody else's", async () => {
      await twin.outbox.add(
        ['one', 'two'].flatMap((name) =>
          ['x', 'y'].map((to) => mail(`${to}@example.org`, [], { messageId: `<${name}@x>`, kind: 'test' })),
        ),
        START_MS,
      )
      const first = await lease()
      expect([first.recipient, first.messageId]).toEqual(['x@example.org', '<one@x>'])
      expect(await lease()).toMatchObject({ recipient: 'y@example.org', messageId: '<one@x>' })
      expect(await twin.outbox.lease(START_MS, LEASE_MS)).toBeUndefined()
      await twin.outbox.failed(first.id, deferred({ refused: true, nextAttemptMs: START_MS + 1 }))
      expect(await lease()).toMatchObject({ recipient: 'x@example.org', messageId: '<two@x>' })
      expect(await lease(START_MS + 1)).toMatchObject({ recipient: 'x@example.org', messageId: '<one@x>' })
    })

    test('waits for the next attempt', async () => {
      await twin.outbox.add([mail('x@example.org')], START_MS)
      await twin.outbox.failed((await lease()).id, deferred({ nextAttemptMs: START_MS + 5 }))
      expect(await twin.outbox.lease(START_MS + 4, LEASE_MS)).toBeUndefined()
      expect(await lease(START_MS + 5)).toMatchObject({ attempts: 2 })
    })

    test('a mail with the same Message-ID to the same recipient is there once', async () => {
      const twice = [
        mail('x@example.org', [], { messageId: '<m@x>' }),
        mail('y@example.org', [], { messageId: '<m@x>' }),
      ]
      await twin.outbox.add(twice, START_MS)
      await twin.outbox.add(twice, START_MS)
      expect((await twin.outbox.age(START_MS)).mails).toBe(2)
    })
  })

  describe('a mail that has not left', () => {
    test('is taken apart with its twins, so that its signals are notified with what came since', async () => {
      await emit(signal('a'))
      await compose('x@example.org', 'y@example.org')
      await twin.outbox.failed((await lease()).id, deferred({ takeApart: true }))
      expect((await twin.outbox.age(START_MS)).mails).toBe(0)
      await emit(signal('a', { kind: 'resolved', atMs: START_MS + 1 }))
      expect(await compose('x@example.org', 'y@example.org')).toEqual(['a', 'a'])
    })

    test('keeps its words where it, or a twin, may have left', async () => {
      const stays = async () => {
        expect(await compose('x@example.org')).toEqual([])
        expect((await twin.outbox.age(START_MS)).mails).toBeGreaterThan(0)
      }
      await emit(signal('maybe'))
      await compose('x@example.org')
      const maybe = await lease()
      await twin.outbox.failed(maybe.id, deferred({ maybeSent: true }))
      // What may have left once may have left for ever, whatever the next attempts say.
      await twin.outbox.failed((await lease()).id, deferred({ takeApart: true }))
      await stays()
      await twin.outbox.sent(maybe.id, START_MS)

      await emit(signal('twin'))
      await compose('x@example.org', 'y@example.org')
      const [sent, away] = [await lease(), await lease()]
      await twin.outbox.failed(away.id, deferred({ takeApart: true }))
      await stays()
      await twin.outbox.sent(sent.id, START_MS)
      await twin.outbox.failed(away.id, deferred({ takeApart: true }))
      await stays()
    })

    test('to the second of two recipients, for two passes, costs neither of them a second copy', async () => {
      await emit(signal('a'))
      const arrived: string[] = []
      let unreachable = 'y@example.org'
      let nowMs = START_MS
      const pass = async () => {
        await deliver({
          outbox: twin.outbox,
          mailer: {
            async send({ recipient }): Promise<SendResult> {
              if (recipient === unreachable) return { kind: 'deferred', error: 'away', wholeServer: true }
              arrived.push(recipient)
              return { kind: 'sent' }
            },
            close: () => undefined,
          },
          audience: () => ['x@example.org', 'y@example.org'],
          write: async () => mail('').content,
          domain: 'example.org',
          now: async () => nowMs,
          meter: { mail: () => undefined },
          onProblem: () => undefined,
        })
        nowMs += 5 * MINUTE_MS
      }
      await pass()
      await pass()
      unreachable = ''
      await pass()
      await pass()
      expect(arrived.sort()).toEqual(['x@example.org', 'y@example.org'])
    })

    test('is known as unnotified, until it has left for anybody or the second channel notified of it', async () => {
      const ids = async (beforeMs = START_MS) =>
        (await twin.outbox.unnotified(beforeMs)).map((one) => one.signal.episode)
      await emit(signal('a'), signal('b'), signal('young', { atMs: START_MS + 1 }))
      expect(await ids()).toEqual(['a', 'b'])
      await compose('x@example.org', 'y@example.org')
      expect(await ids()).toEqual(['a', 'b'])
      const [first] = await twin.outbox.unnotified(START_MS)
      await twin.outbox.secondChannelTried(first?.id ?? '', START_MS, true)
      expect(await ids(START_MS + 1)).toEqual(['b', 'young'])
      await twin.outbox.sent((await lease()).id, START_MS)
      expect(await ids(START_MS + 1)).toEqual([])
    })

    test('makes the outbox old; a refused one does not hold it up', async () => {
      expect(await twin.outbox.age(START_MS)).toEqual({ mails: 0 })
      await emit(signal('a'))
      expect(await twin.outbox.age(START_MS)).toEqual({
        oldestMs: START_MS,
        holdingSinceMs: START_MS,
        mails: 0,
      })
      await compose('x@example.org')
      await twin.outbox.failed((await lease()).id, deferred({ refused: true }))
      expect(await twin.outbox.age(START_MS)).toEqual({ oldestMs: START_MS, mails: 1 })
      await twin.outbox.sent((await lease()).id, START_MS)
      expect(await twin.outbox.age(START_MS)).toEqual({ mails: 0 })
    })
  })

  describe('a summary', () => {
    const claim = (period: string, late = false) =>
      ({ name: 'daily', period, zone: 'Etc/UTC', late }) as const
    const add = (period: string, late = false) =>
      twin.outbox.addSummary(
        claim(period, late),
        [mail('x@example.org', [], { kind: 'report', messageId: `<${period}@x>` })],
        START_MS,
      )

    test('is made once for its period, with its mails', async () => {
      expect((await Promise.all([add('2026-03-01'), add('2026-03-01')])).sort()).toEqual(['made', 'taken'])
      expect((await twin.outbox.age(START_MS)).mails).toBe(1)
      expect(await twin.outbox.summariesMade()).toEqual([
        { name: 'daily', period: '2026-03-01', zone: 'Etc/UTC' },
      ])
    })

    test('that is late and the first of its name is skipped, for good; a later one is not', async () => {
      expect(await add('2026-03-01', true)).toBe('skipped')
      expect(await add('2026-03-01')).toBe('taken')
      expect((await twin.outbox.age(START_MS)).mails).toBe(0)
      expect(await add('2026-03-02', true)).toBe('made')
    })
  })
})
