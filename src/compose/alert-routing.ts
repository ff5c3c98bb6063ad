import { everybody, routesOf } from '../app/alerts/audience.ts'

import type { Audience } from '../domain/alerts/mail-plan.ts'
import type { OutageEscalation } from '../domain/alerts/outage.ts'
import type { Channels, SecondChannel } from '../domain/alerts/ports.ts'
import type { QuietHours } from '../domain/alerts/quiet-hours.ts'
import { type Routes, recipientsOf } from '../domain/alerts/route.ts'
import type { Rule } from '../domain/alerts/rule.ts'
import { createChannels, secondChannelOf } from './channels.ts'
import type { Config } from './config/config.ts'

/** Who is notified, by which ways, and when. */
export interface AlertRouting {
  readonly routes: Routes
  readonly audience: Audience
  readonly channels: Channels
  readonly second: { readonly secondChannel?: SecondChannel }
  readonly escalation?: OutageEscalation
  readonly quiet: { readonly quietHours?: QuietHours }
}

export function routingOf(config: Config): AlertRouting {
  const { ESCALATE_AFTER: afterMs, ESCALATE_TO: lists, QUIET_HOURS: hours } = config
  const routes = routesOf(config)
  const channels = createChannels(config)
  const zone = config.ALERT_TIMEZONE ?? config.REPORT_TIMEZONE
  return {
    routes,
    audience: (signal) => recipientsOf(routes, signal),
    channels,
    second: secondChannelOf(config, channels),
    ...(afterMs !== undefined && lists !== undefined && { escalation: { afterMs, lists } }),
    quiet: hours === undefined ? {} : { quietHours: { ...hours, zone } },
  }
}

/** Channels that nothing sends to. */
export function unusedChannels(config: Config, rules: readonly Rule[]): readonly string[] {
  const named = everybody(config, rules)
  return (config.ALERT_CHANNELS ?? [])
    .map(({ name }) => name)
    .filter((name) => !named.has(name) && config.ALERT_SECOND_CHANNEL?.includes(name) !== true)
}
