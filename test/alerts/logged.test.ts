import { expect, test } from 'vitest'
import { loggedMailer, loggedStore } from '../../src/app/alerts/logged.ts'
import type { AlertStore } from '../../src/domain/alerts/ports.ts'
import type { Rule } from '../../src/domain/alerts/rule.ts'

const RULE = { name: 'delivery-rate-low' } as Rule
const DECISION = {
  states: [],
  ended: [],
  signals: [
    { kind: 'firing', severity: 'critical', episode: 'e.2', value: 71, summary: 'of +919876543210' },
    { kind: 'resolved', severity: 'critical', episode: 'e.1', summary: 'of +919876543210' },
  ],
}

function recorded(won: boolean) {
  const lines: unknown[] = []
  const store = {
    async record(_rule, _slot, _diagnosis, decide) {
      decide({} as never)
      return won
    },
  } as Pick<AlertStore, 'record'> as AlertStore
  const logged = loggedStore(store, (line, fields) => lines.push([line, fields]))
  return logged.record(RULE, 0, { health: 'ok', durationMs: 1 }, () => DECISION as never).then(() => lines)
}

test('alerts that fired and that ended are logged once they are recorded, without the text of its rule', async () => {
  expect(await recorded(true)).toEqual([
    ['alert firing: delivery-rate-low', { severity: 'critical', episode: 'e.2', value: 71 }],
    ['alert resolved: delivery-rate-low', { severity: 'critical', episode: 'e.1' }],
  ])
})

test('what another replica recorded is not logged here', async () => {
  expect(await recorded(false)).toEqual([])
})

test('a mail is logged when it was sent, and not when it was not', async () => {
  const lines: unknown[] = []
  const mail = {
    messageId: '<a@b>',
    recipient: 'oncall@example.org',
    content: { references: ['<e@b>'] } as never,
  }
  for (const result of [{ kind: 'sent' }, { kind: 'deferred', error: 'x', wholeServer: true }] as const) {
    const mailer = { send: async () => result, close: () => undefined }
    await loggedMailer(mailer, 'sent', (line, fields) => lines.push([line, fields])).send(mail)
  }
  expect(lines).toEqual([['mail sent', { kind: 'alert' }]])
})
