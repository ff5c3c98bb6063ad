import { z } from 'zod'
import { parseCron } from '../../domain/alerts/cron.ts'
import { CATEGORIES } from '../../domain/sending/plan.ts'
import { SCHEDULED_ACTIONS, SCHEDULED_CANARY } from '../../domain/sending/schedule.ts'
import { timeZone } from './values.ts'

const text = z.string().min(1)
const people = z.int().min(1)

const schedule = z.strictObject({
  name: text,
  cron: z
    .string()
    .refine((value) => parseCron(value) !== undefined, 'must be five cron fields, such as 0 10 * * *'),
  zone: timeZone.default('UTC'),
  action: z.enum(SCHEDULED_ACTIONS, `must be ${SCHEDULED_ACTIONS.join(' or ')}`),
  campaigns: z.array(text).min(1),
  template: z.strictObject({
    name: text,
    language: text.default('en'),
    category: z.enum(CATEGORIES).default('marketing'),
  }),
  values: z.array(z.string()).default([]),
  canary: people.default(SCHEDULED_CANARY),
  limit: people.optional(),
})

const EXAMPLE =
  'must be a list in JSON: [{"name":"reminder","cron":"0 10 * * *","zone":"Asia/Kolkata","action":"follow-up","campaigns":["diwali"],"template":{"name":"diwali_reminder"}}]'

/** SEND_SCHEDULES: schedules as JSON, each with a name of its own. */
export const sendSchedules = z
  .string()
  .transform((value, context): unknown => {
    try {
      return JSON.parse(value)
    } catch {
      context.addIssue({ code: 'custom', message: EXAMPLE })
      return z.NEVER
    }
  })
  .pipe(z.array(schedule, EXAMPLE))
  .refine(
    (schedules) => new Set(schedules.map(({ name }) => name)).size === schedules.length,
    'must give each schedule a name of its own',
  )
