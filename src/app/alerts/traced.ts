import type { Mailer, RuleRunner } from '../../domain/alerts/ports.ts'

/** Spans of the alerting; each is called around the work, and gives back what that does. */
export interface AlertTrace {
  rule<T extends { readonly kind: string }>(name: string, work: () => Promise<T>): Promise<T>
  mail<T extends { readonly kind: string }>(work: () => Promise<T>): Promise<T>
}

/** The same runner, with a span for each rule that it asks. */
export function tracedRunner(runner: RuleRunner, trace: AlertTrace): RuleRunner {
  return { ...runner, ask: (rule, nowMs) => trace.rule(rule.name, () => runner.ask(rule, nowMs)) }
}

/** The same mailer, with a span for each mail. */
export function tracedMailer(mailer: Mailer, trace: AlertTrace): Mailer {
  return { ...mailer, send: (mail) => trace.mail(() => mailer.send(mail)) }
}
