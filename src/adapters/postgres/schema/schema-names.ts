import { StoreUnavailableError } from '../../../domain/messages/ports.ts'

/** Where an installation lies in its database. */
export interface Schemas {
  /** Holds all that is Bluetick's own business. */
  readonly own: string
  /** Holds the documents' three tables and their view. */
  readonly documents: string
}

/** Puts the schemas of this database into SQL that is written for the usual ones. */
export interface SchemaNames {
  /**
   * The text for this database. In it `bluetick.` stands for our own schema, and `public.` before one of the documents'
   * four names for the one that holds those; any other `public.` is somebody else's and stays.
   *
   * @throws StoreUnavailableError while nobody knows yet, because the database was not reached
   */
  qualify(text: string): string
  /** Says where the installation lies. */
  learn(schemas: Schemas): void
}

/** The schemas that the files of `sql` are written for. */
const USUAL: Schemas = { own: 'bluetick', documents: 'public' }

/** But for settings of a transaction, such as `bluetick.writer`: statements and triggers must mean the same, wherever they are. */
const OWN = /(?<!(?:current_setting|set_config)\('|\bSET LOCAL )\bbluetick\.(?=[a-z])/g
const DOCUMENTS =
  /\bpublic\.(?=(?:broadcasts_messages|marketing_campaigns|campaign_recipients|message_status_dashboard)\b)/g

/** Names that are known from the beginning, or that `learn` will tell. */
export function createSchemaNames(known?: Schemas): SchemaNames {
  let schemas = known
  /** By text as written: statements are few, and asked for with every batch. */
  let qualified = new Map<string, string>()
  return {
    qualify(text) {
      if (schemas === undefined) throw new StoreUnavailableError('The database has not been reached yet.')
      let result = qualified.get(text)
      if (result === undefined) {
        result = qualifiedText(text, schemas)
        qualified.set(text, result)
      }
      return result
    },
    learn(found) {
      schemas = found
      qualified = new Map()
    },
  }
}

/** Leaves every text as it is written. */
export const AS_WRITTEN: SchemaNames = createSchemaNames(USUAL)

function qualifiedText(text: string, { own, documents }: Schemas): string {
  const withOwn = own === USUAL.own ? text : text.replace(OWN, () => `${quoted(own)}.`)
  return documents === USUAL.documents ? withOwn : withOwn.replace(DOCUMENTS, () => `${quoted(documents)}.`)
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
