import { z } from 'zod'
import { sendSchedules } from './send-schedules.ts'
import { readWindow } from './send-window.ts'
import { webAddress } from './values.ts'

const text = z.string().min(1)
const whole = z.coerce.number('must be a number').int('must be a whole number')

/** WhatsApp's highest rate of one number, after its upgrade (Meta: Cloud API, "Throughput"). */
const MAX_PER_SECOND = 1_000
const MAX_TTL_HOURS = 720
const MAX_MESSAGES_A_DAY = 100
/** An address to which a path is put. */
const base = webAddress.transform((url) => url.replace(/\/+$/, ''))

/** Variables of sending (docs/sending.md). */
export const sendingVariables = {
  SEND_VIA: z
    .enum(['off', 'aisensy-direct', 'aisensy-campaign', 'meta'], {
      error: 'must be aisensy-direct, aisensy-campaign, meta or off',
    })
    .default('off'),
  AISENSY_BASE_URL: base.default('https://backend.aisensy.com'),
  AISENSY_ACCESS_TOKEN: text.optional(),
  AISENSY_EMAIL: text.optional(),
  AISENSY_PASSWORD: text.optional(),
  AISENSY_PROJECT_ID: text.optional(),
  AISENSY_API_KEY: text.optional(),
  META_BASE_URL: base.default('https://graph.facebook.com/v24.0'),
  META_ACCESS_TOKEN: text.optional(),
  META_PHONE_NUMBER_ID: z
    .string()
    .regex(/^\d+$/, 'must be the id of the number, digits only (not the number itself)')
    .optional(),
  SEND_PER_SECOND: whole
    .min(1, 'must be at least 1')
    .max(MAX_PER_SECOND, `must be at most ${MAX_PER_SECOND}`)
    .default(60),
  SEND_WINDOW: z
    .string()
    .refine((value) => readWindow(value) !== undefined, 'must be two times of the day, such as 09:00-21:00')
    .default('09:00-21:00'),
  SEND_TTL_HOURS: whole
    .min(1, 'must be at least 1')
    .max(MAX_TTL_HOURS, `must be at most ${MAX_TTL_HOURS}: WhatsApp gives up after 30 days`)
    .default(MAX_TTL_HOURS),
  SEND_MAX_PER_DAY: whole
    .min(1, 'must be at least 1')
    .max(MAX_MESSAGES_A_DAY, `must be at most ${MAX_MESSAGES_A_DAY}`)
    .default(3),
  SEND_SCHEDULES: sendSchedules.optional(),
} as const

type SendingConfig = z.infer<z.ZodObject<typeof sendingVariables>>

/** What SEND_VIA needs and lacks, each as the variable and what is wrong with it. */
export function missingForSending(config: SendingConfig): readonly (readonly [string, string])[] {
  if (config.SEND_VIA === 'off' && config.SEND_SCHEDULES !== undefined)
    return [['SEND_VIA', 'is off, and SEND_SCHEDULES needs a number to send by']]
  return needed(config)
    .filter((name) => config[name] === undefined)
    .map((name) => [name, `is not set, and SEND_VIA=${config.SEND_VIA} needs it`])
}

function needed(config: SendingConfig): readonly (keyof SendingConfig)[] {
  switch (config.SEND_VIA) {
    case 'off':
      return []
    case 'meta':
      return ['META_ACCESS_TOKEN', 'META_PHONE_NUMBER_ID']
    case 'aisensy-campaign':
      return ['AISENSY_API_KEY']
    case 'aisensy-direct':
      if (config.AISENSY_ACCESS_TOKEN !== undefined) return ['AISENSY_PROJECT_ID']
      return ['AISENSY_EMAIL', 'AISENSY_PASSWORD', 'AISENSY_PROJECT_ID']
  }
}
