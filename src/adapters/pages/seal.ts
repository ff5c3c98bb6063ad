import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'

/**
 * Writes phone numbers and message ids (which hold phone numbers) so that they can stand in addresses, histories and logs of
 * proxies without being read there. The same text gives the same token, so that a page that did not change stays the same.
 */
export interface Seal {
  seal(text: string): string
  /** The text in a token; undefined where it is not one of ours. */
  open(token: string): string | undefined
}

const IV_BYTES = 12
const TAG_BYTES = 16

/** @param secret what all replicas share: a token of one opens at the others */
export function createSeal(secret: string): Seal {
  const key = createHmac('sha256', 'bluetick seal').update(secret).digest()
  return {
    seal(text) {
      // Made from the text itself (as in RFC 5297): never the same for two texts, always the same for one.
      const iv = createHmac('sha256', key).update(text).digest().subarray(0, IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, iv)
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([iv, sealed, cipher.getAuthTag()]).toString('base64url')
    },
    open(token) {
      const bytes = Buffer.from(token, 'base64url')
      if (bytes.byteLength < IV_BYTES + TAG_BYTES) return undefined
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES))
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
      try {
        const opened = [decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]
        return Buffer.concat(opened).toString('utf8')
      } catch {
        return undefined
      }
    },
  }
}
