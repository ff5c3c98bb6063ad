import type { AlertCommands, RuleCommands } from '../../adapters/cli/alerts/ports.ts'
import { createAlertActions } from '../../adapters/postgres/alerts/alert-actions.ts'
import { createAlertStore } from '../../adapters/postgres/alerts/alert-store.ts'
import { createRuleRunner, explainRule } from '../../adapters/postgres/alerts/rule-runner.ts'
import { loadStatements } from '../../adapters/postgres/schema/statements.ts'
import { everybody, originOf } from '../../app/alerts/audience.ts'
import { writeAlertMail } from '../../app/alerts/mails/alert-mail.ts'
import { outagePlan } from '../../app/alerts/outage-alert.ts'
import { sendTestAlert } from '../../app/alerts/send-test.ts'
import { simulate, slotsBetween } from '../../app/alerts/simulate.ts'
import { candidatesOf, tune } from '../../app/alerts/tune.ts'
import { columnProblems } from '../../domain/alerts/columns.ts'
import { isMailAddress } from '../../domain/alerts/route.ts'
import { loadRules } from '../alert-rules.ts'
import { createChannels, createMailer, mailFolder, secondChannels } from '../channels.ts'
import type { Config } from '../config/config.ts'
import type { CliParts } from './parts.ts'

export function createAlertCommands({ pool, names }: CliParts): AlertCommands {
  const statements = loadStatements(names)
  return {
    store: createAlertStore(pool, statements),
    actions: createAlertActions(pool, statements),
    askEach: createRuleRunner(pool, statements).askEach,
    async problemsOf(rule) {
      const explained = await explainRule(pool, statements, rule, Date.now())
      return 'error' in explained ? [explained.error] : columnProblems(rule, explained)
    },
  }
}

/** `config` is read when a command needs it: a broken environment must not stop `--help`. */
export function createRuleCommands(config: () => Config): RuleCommands {
  return {
    load: () => loadRules(config()),
    slotsBetween,
    simulate,
    tune: (rule, results, spanMs) => tune(candidatesOf(rule), results, spanMs),
    mailOf: (signal, nowMs) => writeAlertMail(outagePlan(signal), () => undefined, originOf(config()), nowMs),
    async sendTest() {
      const read = config()
      const channels = createChannels(read)
      const { rules } = await loadRules(read)
      const folder = mailFolder(read)
      return {
        ...(folder !== undefined && { mailFolder: folder }),
        deliveries: sendTestAlert({
          mailer: createMailer(read),
          addresses: [...everybody(read, rules)].filter(isMailAddress),
          channels: new Map([...channels, ...secondChannels(read, channels)]),
          origin: originOf(read),
          nowMs: Date.now(),
        }),
      }
    },
  }
}
