/** As `bluetick.time_of` reads it (sql/migrations/0040-campaigns-of-others.sql): both must take the same texts. */
const STATUS_TIME =
  /^([1-9]\d{3}-\d\d-(\d\d))[T ]((?:[01]\d|2[0-3]):[0-5]\d)(:[0-5]\d(?:\.\d{1,9})?)?(?:([zZ])|([+-](?:0\d|1[0-4]))(?::?([0-5]\d))?)?$/

/** A time as `status` holds it, in milliseconds: ISO 8601, in UTC where it names no zone. Nothing else is one: NaN. */
export function msOfStatusTime(text: string): number {
  const parts = STATUS_TIME.exec(text)
  if (parts === null) return Number.NaN
  const [, date, day, time, seconds = ':00', , hours, minutes = '00'] = parts
  // An impossible date rolls over: another day comes back.
  if (new Date(`${date}T00:00:00Z`).getUTCDate() !== Number(day)) return Number.NaN
  return Date.parse(`${date}T${time}${seconds}${hours === undefined ? 'Z' : `${hours}:${minutes}`}`)
}
