/** Runs of digits at least this long may be a phone number (E.164 numbers have 7 to 15). */
const NUMBERS = /\+?\d{7,}/g
/** A wamid holds its recipient's number in base64. Internal ids are masked with it. */
const MESSAGE_IDS = /\b(wamid\.|AS-|ABGG)[\w+/=-]+/g
/** `user:password@` in a connection string. */
const CREDENTIALS = /:\/\/[^\s/@]+@/g
/** Secrets that callers put in a query string. */
const QUERY_SECRETS = /([?&](?:token|hub\.verify_token|access_token)=)[^&\s]+/g

/** Removes phone numbers, message ids and credentials from text that is about to leave the process. */
export function scrub(text: string): string {
  return text
    .replace(MESSAGE_IDS, '$1…')
    .replace(CREDENTIALS, '://…@')
    .replace(QUERY_SECRETS, '$1…')
    .replace(NUMBERS, (digits) => `${digits.slice(0, 2)}…`)
}
