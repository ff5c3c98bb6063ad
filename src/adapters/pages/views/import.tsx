import type { Campaign } from '../../../domain/campaigns/campaign.ts'
import type { ImportJob } from '../../../domain/dashboard/imports.ts'
import { campaignHref } from '../links.ts'
import type { Look, PageView } from '../page.ts'
import { Tile } from '../parts/figure.tsx'

/** How an import is doing, and what came of it. */
export function importPage(look: Look, campaign: Campaign, job: ImportJob): PageView {
  const { words, formats } = look
  const { summary, problem, lines } = job
  const name = campaign.name ?? campaign.id
  const isOver = summary !== undefined || problem !== undefined
  return {
    title: `${words.import}: ${name}`,
    section: 'campaigns',
    live: !isOver,
    content: (
      <>
        <p class="crumb">
          <a href={campaignHref(campaign.id)}>
            <bdi>{name}</bdi>
          </a>
        </p>
        <h1>{isOver ? words.importOver : words.importRuns}</h1>
        {problem !== undefined && (
          <p class="problem" role="alert">
            {problem} {words.importKept}
          </p>
        )}
        <dl class="tiles">
          <Tile label={words.lines}>{formats.number(lines)}</Tile>
          {summary !== undefined && (
            <>
              <Tile label={words.inserted}>{formats.number(summary.inserted)}</Tile>
              <Tile label={words.amended}>{formats.number(summary.amended)}</Tile>
              <Tile label={words.unchanged}>{formats.number(summary.unchanged)}</Tile>
              <Tile label={words.refused} tone={summary.refused > 0 ? 'warn' : undefined}>
                {formats.number(summary.refused)}
              </Tile>
            </>
          )}
        </dl>
        {summary !== undefined && summary.refusedLines.length > 0 && (
          <section class="card scroll" tabIndex={0} aria-label={words.refused}>
            <table class="list">
              <thead>
                <tr>
                  <th scope="col">{words.line}</th>
                  <th scope="col">{words.why}</th>
                </tr>
              </thead>
              <tbody>
                {summary.refusedLines.slice(0, MAX_SHOWN).map(({ line, reason }) => (
                  <tr key={line}>
                    <th scope="row" class="n">
                      {formats.number(line)}
                    </th>
                    <td lang="en">{reason}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
        <p>
          <a class="button" href={campaignHref(campaign.id)}>
            {words.backToCampaign}
          </a>
        </p>
      </>
    ),
  }
}

/** A page with more refused lines helps nobody: the list itself is wrong. */
const MAX_SHOWN = 200
