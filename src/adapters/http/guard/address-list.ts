import { BlockList, isIP } from 'node:net'

/** A set of addresses. */
export interface AddressList {
  has(address: string): boolean
}

/**
 * The addresses of some ranges: "203.0.113.7", "203.0.113.0/24", "2001:db8::/32".
 *
 * @throws RangeError naming the first that is neither an address nor a range
 */
export function createAddressList(ranges: readonly string[]): AddressList {
  const list = new BlockList()
  for (const range of ranges) {
    const [address = '', prefix, ...more] = range.split('/')
    const family = familyOf(address)
    const bits = family === 'ipv6' ? 128 : 32
    const length = prefix === undefined ? bits : Number(prefix)
    const valid = family !== undefined && more.length === 0 && prefix !== '' && Number.isInteger(length)
    if (!valid || length < 0 || length > bits)
      throw new RangeError(`"${range}" is not a valid IP address or range.`)
    list.addSubnet(address, length, family)
  }
  return {
    has(address) {
      const family = familyOf(address)
      return family !== undefined && list.check(address, family)
    },
  }
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address)
  if (version === 0) return undefined
  return version === 6 ? 'ipv6' : 'ipv4'
}
