/** The square of 1.96, within which 95% of a normal distribution lie. */
const Z2 = 3.8416

/** The ends of the 95% interval (Wilson) of a share, 0 to 1: what it is at least and at most, whatever chance did. */
export function wilson(part: number, whole: number): { readonly low: number; readonly high: number } {
  if (whole <= 0) return { low: 0, high: 1 }
  const middle = part + Z2 / 2
  const reach = Math.sqrt(Z2 * ((part * (whole - part)) / whole + Z2 / 4))
  return {
    low: Math.max(0, (middle - reach) / (whole + Z2)),
    high: Math.min(1, (middle + reach) / (whole + Z2)),
  }
}
