import { countriesOfPhone } from '../phones/numbering-plans.ts'
import { readTimeZone } from '../text/time-zone.ts'

/** Names of a column that holds a person's time zone. */
const ZONE_COLUMNS: ReadonlySet<string> = new Set(['time_zone', 'timezone', 'time zone', 'zone', 'tz'])

/** Runtimes have the zones of a country (ECMA-402, Intl Locale Info) as a property or as a function. */
interface WithZones {
  readonly timeZones?: readonly string[]
  getTimeZones?(): readonly string[] | undefined
}

const byCountry = new Map<string, readonly string[]>()

/**
 * The time zones that a person may be in: the one that the list gives, else all of the country whose plan the number belongs to
 * (several for the United States, Brazil, Russia), else `otherwise`.
 */
export function zonesOf(
  phone: string,
  attributes: Readonly<Record<string, string>>,
  otherwise: readonly string[],
): readonly string[] {
  for (const [name, value] of Object.entries(attributes)) {
    if (!ZONE_COLUMNS.has(name.trim().toLowerCase())) continue
    const read = readTimeZone(value)
    if ('zone' in read) return [read.zone]
  }
  const zones = countriesOfPhone(phone.slice(1)).flatMap(zonesOfCountry)
  return zones.length === 0 ? otherwise : [...new Set(zones)]
}

function zonesOfCountry(country: string): readonly string[] {
  const known = byCountry.get(country)
  if (known !== undefined) return known
  const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & WithZones
  const names = locale.getTimeZones?.() ?? locale.timeZones ?? []
  const zones = names.flatMap((name) => {
    const read = readTimeZone(name)
    return 'zone' in read ? [read.zone] : []
  })
  byCountry.set(country, zones)
  return zones
}
