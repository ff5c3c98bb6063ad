import { type Panel, ROWS } from './dashboard-panels.ts'

const PANEL_HEIGHT = 8
const COLUMNS = 24
const DATASOURCE = { type: 'prometheus', uid: '$datasource' }

/** The dashboard, as Grafana provisions it. */
export function dashboard(): object {
  return {
    uid: 'bluetick',
    title: 'Bluetick',
    tags: ['bluetick', 'whatsapp'],
    timezone: 'browser',
    schemaVersion: 39,
    editable: true,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    templating: {
      list: [{ name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus' }],
    },
    panels: laidOut(),
  }
}

function laidOut(): object[] {
  const panels: object[] = []
  let y = 0
  for (const [title, row] of Object.entries(ROWS)) {
    panels.push({
      id: panels.length + 1,
      type: 'row',
      title,
      collapsed: false,
      gridPos: { h: 1, w: COLUMNS, x: 0, y },
      panels: [],
    })
    y += 1
    let x = 0
    for (const panel of row) {
      if (x + panel.width > COLUMNS) {
        x = 0
        y += PANEL_HEIGHT
      }
      panels.push({
        id: panels.length + 1,
        ...panelJson(panel),
        gridPos: { h: PANEL_HEIGHT, w: panel.width, x, y },
      })
      x += panel.width
    }
    y += PANEL_HEIGHT
  }
  return panels
}

function panelJson({ title, description, kind = 'timeseries', unit, asks, limits = [] }: Panel): object {
  const colours = ['orange', 'red']
  const steps = limits.map((value, index) => ({ value, color: colours[index] ?? 'red' }))
  return {
    type: kind,
    title,
    description,
    datasource: DATASOURCE,
    targets: Object.entries(asks).map(([expr, legendFormat], index) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + index),
      datasource: DATASOURCE,
      expr,
      legendFormat,
    })),
    fieldConfig: {
      defaults: {
        unit,
        min: 0,
        ...(limits.length > 0 && {
          thresholds: { mode: 'absolute', steps: [{ value: null, color: 'green' }, ...steps] },
          custom: { thresholdsStyle: { mode: 'line' } },
        }),
      },
      overrides: [],
    },
  }
}
