import type { Campaign } from '../../../domain/campaigns/campaign.ts'
import { campaignHref } from '../links.ts'
import { writeLocalTime } from '../local-time.ts'
import type { Look } from '../page.ts'
import { Time } from '../parts/figure.tsx'

/** When it starts and ends, its template, and the country of the numbers in its lists. */
export function SettingsForm({ look, campaign }: { look: Look; campaign: Campaign }) {
  const { words, zone } = look
  const { id, startsAtMs, endsAtMs, template = '', country = '' } = campaign
  const times = [
    ['starts', words.startsAt, startsAtMs],
    ['ends', words.endsAt, endsAtMs],
  ] as const
  return (
    <form method="post" action={`${campaignHref(id)}/settings`}>
      {times.map(([name, label, atMs]) => (
        <label key={name}>
          {label}
          <input
            type="datetime-local"
            name={name}
            value={atMs === undefined ? '' : writeLocalTime(atMs, zone)}
          />
        </label>
      ))}
      <label>
        {words.templateOfCampaign}
        <input type="text" name="template" value={template} maxLength={256} />
      </label>
      <label>
        {words.countryOfNumbers}
        <input type="text" name="country" value={country} maxLength={2} size={4} class="short" />
      </label>
      <button type="submit">{words.saveSettings}</button>
    </form>
  )
}

/** When it starts and ends, its template, and whose numbers its lists hold: what is set of it. */
export function SettingsLine({ look, campaign }: { look: Look; campaign: Campaign }) {
  const { words } = look
  const { startsAtMs, endsAtMs, template, country } = campaign
  return (
    <>
      {startsAtMs !== undefined && (
        <>
          {' · '}
          {words.startsAt} <Time look={look} atMs={startsAtMs} />
        </>
      )}
      {endsAtMs !== undefined && (
        <>
          {' · '}
          {words.endsAt} <Time look={look} atMs={endsAtMs} />
        </>
      )}
      {template !== undefined && (
        <>
          {' · '}
          {words.templateOfCampaign} <bdi>{template}</bdi>
        </>
      )}
      {country !== undefined && ` · ${country}`}
    </>
  )
}
