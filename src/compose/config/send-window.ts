const WINDOW = /^([01]\d|2[0-3]):([0-5]\d)\s*-\s*([01]\d|2[0-4]):([0-5]\d)$/
const MINUTES_OF_A_DAY = 1_440

/** "09:00-21:00" as minutes of the day, [from, to); nothing where it is not that, or empty. */
export function readWindow(
  text: string,
): { readonly fromMinute: number; readonly toMinute: number } | undefined {
  const [, fromHour, from, toHour, to] = WINDOW.exec(text) ?? []
  if (fromHour === undefined) return undefined
  const fromMinute = Number(fromHour) * 60 + Number(from)
  const toMinute = Number(toHour) * 60 + Number(to)
  return fromMinute < toMinute && toMinute <= MINUTES_OF_A_DAY ? { fromMinute, toMinute } : undefined
}
