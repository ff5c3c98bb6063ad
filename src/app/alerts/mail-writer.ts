import type { Signal } from '../../domain/alerts/alert-state.ts'
import type { MailContent } from '../../domain/alerts/mail.ts'
import type { MailPlan } from '../../domain/alerts/mail-plan.ts'
import { gatherMailContexts, linksOf, type MailContextParts, stepsOf } from './mail-context.ts'
import { writeAlertMail } from './mails/alert-mail.ts'
import type { MailOrigin } from './mails/page.ts'
import { outagePlan } from './outage-alert.ts'

export interface MailWriterParts extends Omit<MailContextParts, 'linkKey'> {
  /** The key that signs links; it lies in the database. */
  readonly linkKey: () => Promise<string>
  readonly origin: MailOrigin
}

export interface MailWriter {
  /** @throws what `linkKey` throws */
  alert(plan: MailPlan, nowMs: number): Promise<MailContent>
  /** The mail about an outage of the database: asks it nothing. */
  outage(signal: Signal): Promise<MailContent>
}

/** Writes mails with what stands beside the alerts: tables, charts, links. */
export function createMailWriter(parts: MailWriterParts): MailWriter {
  const { origin, linkKey } = parts
  return {
    async alert(plan, nowMs) {
      const contexts = await gatherMailContexts(plan, { ...parts, linkKey: await linkKey() }, nowMs)
      return writeAlertMail(plan, (signal) => contexts.get(signal.episode), origin, nowMs)
    },
    async outage(signal) {
      // The page to acknowledge on needs the database too.
      const {
        acknowledge: _,
        silence: _page,
        ...links
      } = linksOf(signal, { ...parts, linkKey: '' }, signal.atMs)
      const steps = await stepsOf(signal, parts)
      return writeAlertMail(outagePlan(signal), () => ({ tables: [], steps, ...links }), origin, signal.atMs)
    },
  }
}
