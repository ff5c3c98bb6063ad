import { DEFAULT_RULES } from '../../domain/sending/default-rules.ts'
import type { SendRules } from '../../domain/sending/plan.ts'
import type { Config } from './config.ts'
import { readWindow } from './send-window.ts'

/** The rules by which plans are made, as the configuration has them. */
export function sendRules(config: Config): SendRules {
  return {
    ...DEFAULT_RULES,
    ttlHours: config.SEND_TTL_HOURS,
    window: readWindow(config.SEND_WINDOW) ?? DEFAULT_RULES.window,
    maxPerDay: config.SEND_MAX_PER_DAY,
    otherwiseZones: [config.REPORT_TIMEZONE],
  }
}
