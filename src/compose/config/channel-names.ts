import { isMailAddress } from '../../domain/alerts/route.ts'
import type { ChannelSetting } from './channels.ts'

interface Named {
  readonly ALERT_CHANNELS?: readonly ChannelSetting[] | undefined
  readonly ALERT_TO?: readonly string[] | undefined
  readonly ALERT_TO_CRITICAL?: readonly string[] | undefined
  readonly ESCALATE_TO?: readonly (readonly string[])[] | undefined
  readonly ALERT_SECOND_CHANNEL?: readonly string[] | undefined
}

/** Names that settings give and ALERT_CHANNELS does not: the variable and what is wrong with it. */
export function unknownChannels(env: Named): readonly (readonly [variable: keyof Named, problem: string])[] {
  const names = (env.ALERT_CHANNELS ?? []).map(({ name }) => name)
  const there = names.length === 0 ? 'ALERT_CHANNELS is not set' : `ALERT_CHANNELS has ${names.join(', ')}`
  const wrong = (variable: keyof Named, recipients: readonly string[] = []) =>
    recipients
      .filter((one) => !isMailAddress(one) && !names.includes(one))
      .map((one) => [variable, `names the channel "${one}": ${there}`] as const)
  const second = env.ALERT_SECOND_CHANNEL?.filter(isMailAddress) ?? []
  return [
    ...wrong('ALERT_TO', env.ALERT_TO),
    ...wrong('ALERT_TO_CRITICAL', env.ALERT_TO_CRITICAL),
    ...wrong('ESCALATE_TO', env.ESCALATE_TO?.flat()),
    ...wrong('ALERT_SECOND_CHANNEL', env.ALERT_SECOND_CHANNEL),
    ...second.map(
      (one) =>
        ['ALERT_SECOND_CHANNEL', `names ${one}: it is for when mail fails, so name channels only`] as const,
    ),
  ]
}
