import { z } from 'zod'
import { DEFAULT_REPLY_WINDOW_HOURS, MAX_REPLY_WINDOW_HOURS } from '../../domain/replies/answered-by.ts'
import { expectation } from '../../domain/text/expectation.ts'
import { unknownChannels } from './channel-names.ts'
import { channels, recipientLists, recipients } from './channels.ts'
import { databaseUrlProblem, lacksAuthority } from './database-url.ts'
import { missingForSending, sendingVariables } from './sending.ts'
import {
  country,
  duration,
  installationName,
  mailbox,
  mailboxes,
  quietHours,
  ranges,
  rateLimit,
  schemaName,
  secrets,
  signingSecret,
  timeZone,
  trustedProxies,
  webAddress,
  words,
} from './values.ts'

/** What the environment says, checked. */
export type Config = z.infer<typeof schema>

/** The environment holds values that cannot be used; the message lists every one of them. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

const whole = z.coerce.number('must be a number').int('must be a whole number')
const port = whole.min(0, 'must be a port, 0 to 65535').max(65_535, 'must be a port, 0 to 65535')
const count = whole.min(1, 'must be at least 1')
const text = z.string().min(1)
const token = z
  .string()
  .regex(/^\S{16,}$/, 'must have at least 16 characters and no blanks (openssl rand -hex 24 makes one)')
const days = whole.max(36_500, 'must be at most 36500 days')
/** Meta repeats webhooks for 7 days (webhooks reference): a message forgotten before that would begin anew. */
const MIN_MESSAGE_DAYS = 8

const REPLY_WINDOW = `must be 1 to ${MAX_REPLY_WINDOW_HOURS} hours`

const schema = z
  .object({
    HOST: text.default('0.0.0.0'),
    PORT: port.default(8000),
    DATA_DIR: text.default('./data'),
    DATABASE_URL: text
      .superRefine((url, context) => {
        const message = databaseUrlProblem(url)
        if (message !== undefined) context.addIssue({ code: 'custom', message })
      })
      .optional(),
    DATABASE_CA_FILE: text.optional(),
    DATABASE_SCHEMA: schemaName.optional(),
    DATABASE_POOL_SIZE: count.max(1000, 'must be at most 1000').default(20),
    LOCAL_POSTGRES_PORT: port.default(54329),
    API_TOKEN: token.optional(),
    DASHBOARD: z.enum(['on', 'off'], 'must be on or off').default('on'),
    DASHBOARD_VIEW_TOKEN: token.optional(),
    SPOOL_MAX_BYTES: whole.min(0, 'must be at least 0').default(1024 ** 3),
    RAW_RETENTION_DAYS: days.min(0, 'must be at least 0').default(7),
    REJECT_RETENTION_DAYS: days.min(1, 'must be at least 1').optional(),
    MESSAGE_RETENTION_DAYS: days
      .min(MIN_MESSAGE_DAYS, `must be at least ${MIN_MESSAGE_DAYS}: Meta repeats webhooks for a week`)
      .optional(),
    STATUS_TIMESTAMP: z.enum(['latest', 'earliest']).default('latest'),
    REPLY_WINDOW_HOURS: whole
      .min(1, REPLY_WINDOW)
      .max(MAX_REPLY_WINDOW_HOURS, REPLY_WINDOW)
      .default(DEFAULT_REPLY_WINDOW_HOURS),
    WEBHOOK_VERIFY_TOKEN: text.optional(),
    WEBHOOK_TOKEN: secrets.optional(),
    AISENSY_WEBHOOK_SECRET: secrets.optional(),
    META_APP_SECRET: secrets.optional(),
    WEBHOOK_ALLOWED_IPS: ranges.optional(),
    TRUST_PROXY: trustedProxies.optional(),
    WEBHOOK_RATE_LIMIT: rateLimit.prefault('100/minute'),
    METRICS_TOKEN: text.optional(),
    DEFAULT_COUNTRY: country.optional(),
    STOP_WORDS: words.optional(),
    PUBLIC_URL: webAddress.optional(),
    DASHBOARD_URL: webAddress.optional(),
    SMTP_URL: z
      .string()
      .regex(/^smtps?:\/\/\S+$/, 'must be smtp://user:password@host:587 or smtps://user:password@host:465')
      .optional(),
    ALERT_FROM: mailbox.default('Bluetick <bluetick@localhost>'),
    ALERT_CHANNELS: channels.optional(),
    ALERT_TO: recipients.optional(),
    ALERT_TO_CRITICAL: recipients.optional(),
    ESCALATE_AFTER: duration.optional(),
    ESCALATE_TO: recipientLists.optional(),
    QUIET_HOURS: quietHours.optional(),
    ALERT_SECOND_CHANNEL: recipients.optional(),
    REPORT_TO: mailboxes.optional(),
    REPORT_TIMEZONE: timeZone.default('UTC'),
    ALERT_TIMEZONE: timeZone.optional(),
    INSTALLATION_NAME: installationName.default('Bluetick'),
    ALERTS_DIR: text.optional(),
    ALERT_WEBHOOK_URL: webAddress.optional(),
    ALERT_WEBHOOK_SECRET: signingSecret.optional(),
    HEARTBEAT_URL: webAddress.optional(),
    LOG_LEVEL: z
      .string()
      .toLowerCase()
      .pipe(z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']))
      .default('info'),
    LOG_FORMAT: z.enum(['auto', 'json', 'pretty']).default('auto'),
    OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
    OTEL_EXPORTER_OTLP_PROTOCOL: z.enum(['http/protobuf', 'http/json']).default('http/protobuf'),
    OTEL_DENO: z.string().optional(),
    PROCESS_METRICS: z.enum(['auto', 'on', 'off']).default('auto'),
    SHUTDOWN_TIMEOUT_SECONDS: z.coerce
      .number('must be a number')
      .positive('must be more than 0')
      .max(3600, 'must be at most 3600')
      .default(20),
    SUPABASE_URL: text.optional(),
    ...sendingVariables,
  })
  .superRefine((env, context) => {
    for (const [name, message] of missingForSending(env)) {
      context.addIssue({ code: 'custom', path: [name], message })
    }
  })
  .refine((env) => env.SMTP_URL === undefined || env.ALERT_TO !== undefined, {
    path: ['ALERT_TO'],
    error: 'is not set and SMTP_URL is: say who is to get the mails (oncall@example.org, team@example.org).',
  })
  .refine((env) => (env.ESCALATE_AFTER === undefined) === (env.ESCALATE_TO === undefined), {
    path: ['ESCALATE_AFTER'],
    error: 'and ESCALATE_TO belong together: after how long, and who is notified then.',
    when: () => true,
  })
  .superRefine((env, context) => {
    for (const [variable, problem] of unknownChannels(env))
      context.addIssue({ code: 'custom', path: [variable], message: problem })
  })
  .refine((env) => !lacksAuthority(env.DATABASE_URL ?? '') || env.DATABASE_CA_FILE !== undefined, {
    path: ['DATABASE_URL'],
    error:
      'has sslmode=verify-ca, which needs the authority to trust: set DATABASE_CA_FILE, or use verify-full',
    when: () => true,
  })
  .refine((env) => env.SUPABASE_URL === undefined || env.DATABASE_URL !== undefined, {
    path: ['SUPABASE_URL'],
    error:
      'is set and DATABASE_URL is not. Bluetick speaks to PostgreSQL itself: copy the connection string from ' +
      'Supabase (Connect > Transaction pooler, or Session pooler) into DATABASE_URL.',
    // Whatever else is wrong: all of it is said at once.
    when: () => true,
  })

/** The names of all variables that Bluetick reads. */
export const VARIABLES: readonly string[] = Object.keys(schema.shape)

/**
 * Reads the configuration from environment variables. Empty ones count as unset.
 *
 * @throws ConfigError listing everything that is wrong and what would be right
 */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.fromEntries(VARIABLES.flatMap((name) => (env[name] ? [[name, env[name]]] : [])))
  const parsed = schema.safeParse(set, { error: expectation })
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.')} ${issue.message}`)
  throw new ConfigError(`The configuration cannot be used:\n${problems.join('\n')}\nSee .env.example.`)
}
