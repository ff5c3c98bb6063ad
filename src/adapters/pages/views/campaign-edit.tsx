import type { Campaign } from '../../../domain/campaigns/campaign.ts'
import { campaignHref } from '../links.ts'
import type { Look } from '../page.ts'
import { SettingsForm } from './campaign-settings.tsx'

/** Renaming, closing and archiving a campaign, and a list of recipients to add. */
export function EditCampaign({ look, campaign }: { look: Look; campaign: Campaign }) {
  const { words } = look
  const { id, name = '', status = '' } = campaign
  const isArchived = status.toLowerCase() === 'archived'
  const isClosed = status.toLowerCase() === 'closed'
  return (
    <>
      <form method="post" action={`${campaignHref(id)}/import`} enctype="multipart/form-data">
        <label>
          {words.addRecipients}
          <input
            type="file"
            name="list"
            required
            accept=".csv,.tsv,.txt,.xlsx,.xlsm,.ndjson,.jsonl,text/csv,application/x-ndjson"
          />
          <small>{words.addRecipientsHint}</small>
        </label>
        <label>
          {words.countryOfNumbers}
          <input
            type="text"
            name="country"
            maxLength={2}
            size={4}
            placeholder={campaign.country ?? 'IN'}
            class="short"
          />
        </label>
        <button type="submit">{words.import}</button>
      </form>
      <hr />
      <SettingsForm look={look} campaign={campaign} />
      <hr />
      <form class="inline" method="post" action={`${campaignHref(id)}/edit`}>
        <label>
          {words.name}
          <input type="text" name="name" value={name} required maxLength={256} />
          <small>{words.renameHint}</small>
        </label>
        <button type="submit">{words.rename}</button>
      </form>
      <hr />
      <form class="inline" method="post" action={`${campaignHref(id)}/edit`}>
        {isClosed || isArchived ? (
          <button type="submit" name="status" value="running">
            {words.reopen}
          </button>
        ) : (
          <button type="submit" name="status" value="closed">
            {words.close}
          </button>
        )}
        {!isArchived && (
          <button type="submit" name="status" value="archived">
            {words.archive}
          </button>
        )}
        <p class="soft">{words.closeHint}</p>
      </form>
    </>
  )
}
