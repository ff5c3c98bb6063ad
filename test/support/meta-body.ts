/** A body in Meta's envelope, with statuses as Meta sends them. */
export function metaBody(statuses: readonly object[]): object {
  const metadata = { display_phone_number: '15550001111', phone_number_id: '106540352242922' }
  const value = { messaging_product: 'whatsapp', metadata, statuses }
  return {
    object: 'whatsapp_business_account',
    entry: [{ id: '102290129340398', changes: [{ field: 'messages', value }] }],
  }
}
