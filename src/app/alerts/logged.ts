import type { Decision } from '../../domain/alerts/decide.ts'
import type { AlertStore, Mailer } from '../../domain/alerts/ports.ts'

/** A line of the operator's log, with what belongs to it. No text of rules or mails: it may name people. */
export type LogLine = (line: string, fields: Readonly<Record<string, unknown>>) => void

/** The same store, with a log line for each alert that fires, gets worse, ends or is reminded of. */
export function loggedStore(store: AlertStore, log: LogLine): AlertStore {
  return {
    ...store,
    async record(rule, slotMs, diagnosis, decide) {
      let decision: Decision | undefined
      const won = await store.record(rule, slotMs, diagnosis, (known) => {
        decision = decide(known)
        return decision
      })
      for (const { kind, severity, episode, value } of won ? (decision?.signals ?? []) : []) {
        log(`alert ${kind}: ${rule.name}`, { severity, episode, ...(value !== undefined && { value }) })
      }
      return won
    },
  }
}

/** The same mailer, with a log line for each mail that was sent; `where` says by which way. */
export function loggedMailer(mailer: Mailer, where: string, log: LogLine): Mailer {
  return {
    ...mailer,
    async send(mail) {
      const result = await mailer.send(mail)
      if (result.kind === 'sent')
        log(`mail ${where}`, { kind: mail.content.references.length > 0 ? 'alert' : 'summary' })
      return result
    },
  }
}
