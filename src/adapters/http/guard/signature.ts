import { Buffer } from 'node:buffer'
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** A way to sign webhooks: lower-case hex of HMAC-SHA256 over the raw body, in a header, behind a prefix. */
export interface SignatureScheme {
  /** In lower case. */
  readonly header: string
  readonly prefix: RegExp
  readonly keys: readonly KeyObject[]
}

/** AiSensy's project webhook: dashboard, Manage > Webhooks, "shared secret". Bare hex; relays put Meta's prefix in front. */
export function aisensyScheme(secrets: readonly string[]): SignatureScheme {
  return { header: 'x-aisensy-signature', prefix: /^(?:sha256=)?/, keys: secrets.map(keyOf) }
}

/** Meta: Graph API, webhooks, "validating payloads". */
export function metaScheme(secrets: readonly string[]): SignatureScheme {
  return { header: 'x-hub-signature-256', prefix: /^sha256=/, keys: secrets.map(keyOf) }
}

/** Whether a request brings a signature of one of the schemes at all. */
export function holdsSignature(request: IncomingMessage, schemes: readonly SignatureScheme[]): boolean {
  return schemes.some(({ header }) => request.headers[header] !== undefined)
}

export type SignatureCheck = 'valid' | 'wrong' | 'missing'

/** Checks a body by whichever of the schemes it is signed by. */
export function checkSignature(
  request: IncomingMessage,
  body: Uint8Array,
  schemes: readonly SignatureScheme[],
): SignatureCheck {
  let result: SignatureCheck = 'missing'
  for (const { header, prefix, keys } of schemes) {
    const given = request.headers[header]
    if (typeof given !== 'string') continue
    // Node joins a header that came several times; a proxy that repeats it repeats the same.
    const [signature = '', ...repeats] = given.split(', ')
    const isOne = repeats.every((repeat) => repeat === signature)
    const isPrefixed = prefix.test(signature)
    if (isOne && isPrefixed && isSigned(body, signature.replace(prefix, ''), keys)) return 'valid'
    result = 'wrong'
  }
  return result
}

/** A malformed one is hashed against too, so that the time taken reveals nothing. */
function isSigned(body: Uint8Array, given: string, keys: readonly KeyObject[]): boolean {
  const bytes = Buffer.from(given, 'hex')
  let signed = false
  for (const key of keys) {
    const expected = createHmac('sha256', key).update(body).digest()
    // A text with anything behind its 64 digits decodes like one without.
    const comparable = bytes.byteLength === expected.byteLength && given.length === 2 * expected.byteLength
    if (comparable && timingSafeEqual(bytes, expected)) signed = true
  }
  return signed
}

function keyOf(secret: string): KeyObject {
  return createSecretKey(Buffer.from(secret))
}
