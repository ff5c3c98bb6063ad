/** Longer than any zone's name. */
const MAX_ZONE_CHARACTERS = 64

/** Names that systems still give though their people have changed them; some databases know only the new ones. */
const NEW_NAMES: Readonly<Record<string, string>> = {
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Europe/Kiev': 'Europe/Kyiv',
}

/** Whom people most likely mean by an abbreviation; several places use most of them. */
const LIKELY: Readonly<Record<string, string>> = {
  IST: 'Asia/Kolkata',
  NPT: 'Asia/Kathmandu',
  PKT: 'Asia/Karachi',
  BST: 'Europe/London',
  GMT: 'Etc/GMT',
  Z: 'UTC',
  ZULU: 'UTC',
  UCT: 'UTC',
  WET: 'Europe/Lisbon',
  WEST: 'Europe/Lisbon',
  CET: 'Europe/Paris',
  CEST: 'Europe/Paris',
  MET: 'Europe/Paris',
  EET: 'Europe/Athens',
  EEST: 'Europe/Athens',
  MSK: 'Europe/Moscow',
  TRT: 'Europe/Istanbul',
  GST: 'Asia/Dubai',
  WIB: 'Asia/Jakarta',
  SGT: 'Asia/Singapore',
  PHT: 'Asia/Manila',
  HKT: 'Asia/Hong_Kong',
  JST: 'Asia/Tokyo',
  KST: 'Asia/Seoul',
  AEST: 'Australia/Sydney',
  NZST: 'Pacific/Auckland',
  SAST: 'Africa/Johannesburg',
  EAT: 'Africa/Nairobi',
  WAT: 'Africa/Lagos',
  CAT: 'Africa/Maputo',
  BRT: 'America/Sao_Paulo',
  ART: 'America/Argentina/Buenos_Aires',
  EST: 'America/New_York',
  EDT: 'America/New_York',
  EST5EDT: 'America/New_York',
  CST: 'America/Chicago',
  CDT: 'America/Chicago',
  CST6CDT: 'America/Chicago',
  MST: 'America/Denver',
  MDT: 'America/Denver',
  MST7MDT: 'America/Denver',
  PST: 'America/Los_Angeles',
  PDT: 'America/Los_Angeles',
  PST8PDT: 'America/Los_Angeles',
  HST: 'Pacific/Honolulu',
}

/** What a name looks like. */
const EXAMPLE = 'Asia/Kolkata'

/**
 * Reads a time zone's name: area and place (`Asia/Kolkata`, `Etc/GMT+5`) or `UTC`. Abbreviations are refused, because the
 * runtime and PostgreSQL take them for different places (`IST` is India's time here, Israel's there).
 *
 * @returns the name, the present one where it changed; or what is wrong, to be put behind the name of the field
 */
export function readTimeZone(written: string): { readonly zone: string } | { readonly problem: string } {
  const name = written.trim()
  if (name.toUpperCase() === 'UTC') return { zone: 'UTC' }
  const likely = LIKELY[name.toUpperCase()]
  if (likely !== undefined) {
    return { problem: `must be the name of a time zone, not an abbreviation: write ${likely}` }
  }
  if (!name.includes('/') || !isKnown(name)) {
    return { problem: `must be the name of a time zone: write it like ${EXAMPLE}` }
  }
  return { zone: NEW_NAMES[name] ?? name }
}

/** Asking the runtime takes as long as a small answer, and each page of a viewer names the same zone. */
const known = new Set<string>()
/** More than people use; the runtime takes names in any case. */
const MAX_KNOWN = 1_000

function isKnown(name: string): boolean {
  if (name.length > MAX_ZONE_CHARACTERS) return false
  if (known.has(name)) return true
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name })
  } catch {
    return false
  }
  if (known.size < MAX_KNOWN) known.add(name)
  return true
}
