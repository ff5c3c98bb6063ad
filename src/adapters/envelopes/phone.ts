import type { Country } from '../../domain/phones/numbering-plans.ts'
import { readSenderPhone } from '../../domain/phones/sender-phone.ts'
import { readWhatsappNumber } from '../../domain/phones/whatsapp-number.ts'
import { field, type JsonObject } from './read.ts'

/**
 * The recipient's number as "+" and digits. WhatsApp's own fields hold it with its country code; `phone_number` is written by
 * senders, who may leave that out. None where the sender gives none, which is normal (Meta: recipients with a username), or
 * gives something else in its place, such as the id of a group or of a user.
 *
 * @param country where numbers are from that come without a country code
 */
export function readPhone(item: JsonObject, country: Country | undefined): string | undefined {
  return (
    readWhatsappNumber(field(item, 'recipient_id')) ??
    readSenderPhone(
      field(item, 'phone_number') ?? field(item, 'phoneNumber'),
      countryCodeOf(item),
      country,
    ) ??
    readWhatsappNumber(field(item, 'wa_id'))
  )
}

function countryCodeOf(item: JsonObject): unknown {
  return field(item, 'countryCode') ?? field(item, 'country_code')
}
