import type { Signal } from '../../../domain/alerts/alert-state.ts'
import type { Notification } from '../../../domain/alerts/notification.ts'

/** JSON has no numbers for these: they are kept as PostgreSQL writes them. */
const NON_FINITE: ReadonlySet<unknown> = new Set(['Infinity', '-Infinity', 'NaN'])

export function figureToJson(figure: number | undefined): number | string | undefined {
  return figure === undefined || Number.isFinite(figure) ? figure : String(figure)
}

/** A signal as the outbox holds it. */
export function signalToJson(signal: Signal): unknown {
  const { value, samples, valueBefore, figures } = signal
  return {
    ...signal,
    value: figureToJson(value),
    samples: figureToJson(samples),
    valueBefore: figureToJson(valueBefore),
    figures: Object.fromEntries(
      Object.entries(figures).map(([name, figure]) => [name, figureToJson(figure)]),
    ),
  }
}

/** A signal that the outbox holds, with its figures as they were. */
export function signalOfJson(json: Signal): Signal {
  const figure = (held: number): number => (NON_FINITE.has(held) ? Number(held) : held)
  const { value, samples, valueBefore } = json
  return {
    ...json,
    ...(value !== undefined && { value: figure(value) }),
    ...(samples !== undefined && { samples: figure(samples) }),
    ...(valueBefore !== undefined && { valueBefore: figure(valueBefore) }),
    figures: Object.fromEntries(Object.entries(json.figures).map(([name, held]) => [name, figure(held)])),
  }
}

/** Text as the database takes it (it has none with NUL): what it refuses must not keep a mail, and with it all others, from leaving. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd')
}

/** A notification as the outbox holds it. */
export function notificationToJson(notification: Notification): unknown {
  const alerts = notification.alerts.map((alert) => ({ ...alert, signal: signalToJson(alert.signal) }))
  const clean = (_key: string, value: unknown) => (typeof value === 'string' ? storableText(value) : value)
  return JSON.parse(JSON.stringify({ ...notification, alerts }, clean))
}

/** A notification that the outbox holds. */
export function notificationOfJson(json: Notification): Notification {
  return {
    ...json,
    alerts: json.alerts.map((alert) => ({ ...alert, signal: signalOfJson(alert.signal) })),
  }
}
