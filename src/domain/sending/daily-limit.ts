/**
 * How many people a day WhatsApp allows, as its webhooks write it: "TIER_250", "TIER_1K", "TIER_100K", "2000", "unlimited".
 * Nothing where there is no limit, or it cannot be read.
 */
export function readDailyLimit(written: string): number | undefined {
  const [, digits, unit] = /^(?:TIER_)?(\d+)\s*([KM])?$/i.exec(written.trim()) ?? []
  if (digits === undefined) return undefined
  const factor = unit === undefined ? 1 : unit.toUpperCase() === 'K' ? 1_000 : 1_000_000
  return Number(digits) * factor
}
