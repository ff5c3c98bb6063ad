import type { OutgoingMessage } from '../../domain/sending/ports.ts'

/** A template message as WhatsApp's API has it (Meta: Cloud API, "Messages"); AiSensy's Direct API takes the same. */
export function templateMessage({ phone, template, values, reference }: OutgoingMessage): object {
  const { media } = template
  const components = [
    ...(media === undefined
      ? []
      : [
          {
            type: 'header',
            parameters: [
              {
                type: media.kind,
                [media.kind]: {
                  link: media.url,
                  // Only documents have a name there.
                  ...(media.kind === 'document' &&
                    media.fileName !== undefined && { filename: media.fileName }),
                },
              },
            ],
          },
        ]),
    ...(values.length === 0
      ? []
      : [{ type: 'body', parameters: values.map((text) => ({ type: 'text', text })) }]),
  ]
  return {
    to: digitsOf(phone),
    type: 'template',
    template: {
      name: template.name,
      language: { policy: 'deterministic', code: template.language },
      ...(components.length > 0 && { components }),
    },
    biz_opaque_callback_data: reference,
  }
}

/** A number without its "+". */
export function digitsOf(phone: string): string {
  return phone.replace(/^\+/, '')
}
