/** What a column of a list, or a field of its lines, is read as. */
export const COLUMN_ROLES = ['phone', 'country', 'message_id', 'submitted_message_id', 'reference'] as const
export type ColumnRole = (typeof COLUMN_ROLES)[number]

/** What became of each column of a list. */
export interface ListColumns {
  /** The column, by its name in the list, that each role was read from. */
  readonly used: Readonly<Partial<Record<ColumnRole, string>>>
  /** Kept as attributes of the recipients. */
  readonly attributes: readonly string[]
  /** Left alone. */
  readonly ignored: readonly string[]
}

/** The longest name of a column, and of an attribute. */
const MAX_COLUMN_NAME_CHARACTERS = 64
/** How many columns are kept as attributes; more are ignored, and named as such. */
export const MAX_ATTRIBUTES = 40

/**
 * Names of columns as people have them, in the simple form of `simpleName`. Earlier ones go before later ones: of "Contact" and
 * "Mobile" the second is the number.
 */
const NAMES: Readonly<Record<ColumnRole, readonly string[]>> = {
  phone: [
    'phone phonenumber whatsapp whatsappnumber whatsappno whatsappphone waid wa wanumber msisdn',
    'phoneno mobile mobilenumber mobileno mobilephone mob mobno cell cellphone cellnumber cellno',
    'telephone telephonenumber tel telno ph phno मोबाइल मोबाइलनंबर मोबाइलनम्बर फोन फोननंबर फ़ोन',
    'फ़ोननंबर व्हाट्सएप व्हाट्सएपनंबर व्हाट्सऐपनंबर नंबर telefone celular numerodetelefone',
    'numerodocelular telefonecelular movil telefono numerodetelefono telefonomovil telefon',
    'telefonnummer handy handynummer mobilnummer mobil rufnummer portable numerodetelephone gsm',
    'cellulare telefoon nohp nomorhp nomor nomorwa nomorwhatsapp telefonnumarasi телефон',
    'номертелефона номер мобильный الهاتف رقمالهاتف الجوال رقمالجوال هاتف 电话 电话号码 手机 手机号 手机号码 電話 電話番号',
    '携帯 携帯番号 전화번호 휴대폰 contactnumber contactno contactphone destination numero nummer number contact',
    'contato contacto',
  ].flatMap((line) => line.split(' ')),
  country: 'country countrycode isd isdcode dialcode diallingcode ddi pais land pays देश'.split(' '),
  message_id: 'messageid whatsappmessageid wamid wamessageid'.split(' '),
  submitted_message_id: 'submittedmessageid submissionid'.split(' '),
  reference: 'reference ref recipientreference'.split(' '),
}

/** What an export shows of Bluetick's own; of no use on the way in. */
const EXPORTED = new Set(
  [
    'recipientid',
    'status',
    'sentat',
    'deliveredat',
    'readat',
    'playedat',
    'failedat',
    'failurecode',
    'failuremeaning',
  ].concat(['failureadvice', 'advice', 'resend', 'replied', 'repliedat']),
)

/** A column's name without case, blanks, marks and accents: "Phone Number", "phone_number" and "PHONE-NUMBER" are one. */
const PLAIN = /^[\w -]*$/

function simpleName(name: string): string {
  // Lists may name a thousand columns in every line: what has no accents needs no look at the tables of Unicode.
  if (PLAIN.test(name)) return name.toLowerCase().replaceAll(/[_ -]/g, '')
  const letters = name.normalize('NFKD').replaceAll(/[\u0300-\u036f]/g, '')
  return letters
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '')
}

/** Which role a name fits, and how well: 0 is best. */
const ROLES: ReadonlyMap<string, { readonly role: ColumnRole; readonly rank: number }> = new Map(
  COLUMN_ROLES.flatMap((role) =>
    NAMES[role].map((name, rank) => [simpleName(name), { role, rank }] as const).toReversed(),
  ),
)

/**
 * Says which columns are read as what. Of several that fit a role the best counts, the others become attributes.
 *
 * @param names as the list has them, in its order
 */
export function assignColumns(names: readonly string[]): ListColumns {
  const used: Partial<Record<ColumnRole, string>> = {}
  const simpleNames = new Map(names.map((name) => [name, simpleName(name)]))
  const ranks: Partial<Record<ColumnRole, number>> = {}
  for (const [name, simple] of simpleNames) {
    const fit = ROLES.get(simple)
    if (fit === undefined || fit.rank >= (ranks[fit.role] ?? Number.POSITIVE_INFINITY)) continue
    ranks[fit.role] = fit.rank
    used[fit.role] = name
  }
  const taken = new Set(Object.values(used))
  const rest = [...simpleNames].filter(([name]) => !taken.has(name))
  const isAttribute = ([name, simple]: readonly [string, string]) =>
    simple !== '' && !EXPORTED.has(simple) && name.length <= MAX_COLUMN_NAME_CHARACTERS
  const attributes = rest.filter(isAttribute).slice(0, MAX_ATTRIBUTES)
  const kept = new Set(attributes.map(([name]) => name))
  return {
    used,
    attributes: attributes.map(([name]) => name),
    ignored: rest.flatMap(([name]) => (kept.has(name) || name === '' ? [] : [name])),
  }
}

/** What became of the columns of a list whose lines have various ones: a role may be read from several. */
export function uniteColumns(lists: readonly ListColumns[]): ListColumns {
  const distinct = (names: readonly (string | undefined)[]) =>
    [...new Set(names)].filter((name) => name !== undefined)
  const attributes = distinct(lists.flatMap((list) => list.attributes))
  const used = COLUMN_ROLES.flatMap((role) => {
    const names = distinct(lists.map((list) => list.used[role]))
    return names.length === 0 ? [] : [[role, names.join(', ')] as const]
  })
  const ignored = distinct(lists.flatMap((list) => list.ignored))
  return {
    used: Object.fromEntries(used),
    attributes,
    ignored: ignored.filter((name) => !attributes.includes(name)),
  }
}

/** Whether any of the columns says who a recipient is. */
export function namesRecipients({ used }: ListColumns): boolean {
  return COLUMN_ROLES.some((role) => role !== 'country' && used[role] !== undefined)
}
