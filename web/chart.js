// Draws the line charts of a page from the figures in their attributes, and draws them anew when the page was updated.
;(() => {
  const charts = new Map()
  /** Pixels that the writing of a time takes. */
  const LEAST_SPACE = 70
  /** More of them would hide the line. */
  const MOST_POINTS = 40

  function colour(element) {
    return getComputedStyle(element).color
  }

  function optionsOf(figure, plot) {
    const lines = [...figure.querySelectorAll('[data-line]')]
    const { zone, unit } = plot.dataset
    const [times] = JSON.parse(figure.dataset.points)
    const soft = colour(plot)
    const step = figure.dataset.step
    const language = document.documentElement.lang
    const write = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
      timeZone: zone,
      hourCycle: 'h23',
      ...(step === 'day'
        ? { day: 'numeric', month: 'short' }
        : { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }),
    })
    const writeAxis = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
      timeZone: zone,
      hourCycle: 'h23',
      ...(step === 'day' ? { day: 'numeric', month: 'short' } : { hour: '2-digit', minute: '2-digit' }),
    })
    const axis = {
      stroke: soft,
      grid: { stroke: soft, width: 0.25 },
      ticks: { show: false },
      font: '12px system-ui',
    }
    return {
      width: plot.clientWidth,
      height: 180,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), zone),
      cursor: { drag: { x: false, y: false } },
      legend: { live: true },
      scales: {
        y:
          unit === '%'
            ? { range: [0, 100] }
            : { range: (_plot, low, high) => [Math.min(0, low), Math.max(1, high * 1.1)] },
      },
      axes: [
        {
          ...axis,
          // At the points themselves, as many as there is room for.
          splits: (chart) => {
            const [times] = chart.data
            const every = Math.max(1, Math.ceil((times.length * LEAST_SPACE) / chart.width))
            return times.filter((_time, index) => index % every === 0)
          },
          values: (_plot, values) => values.map((seconds) => writeAxis.format(seconds * 1000)),
        },
        { ...axis, size: 46, values: (_plot, values) => values.map((value) => `${value}${unit}`) },
      ],
      series: [
        { value: (_plot, seconds) => (seconds === null ? '–' : write.format(seconds * 1000)) },
        ...lines.map((line) => ({
          label: line.dataset.line,
          stroke: colour(line),
          width: 2,
          points: { show: times.length <= MOST_POINTS, size: 5 },
          value: (_plot, value) => (value === null ? '–' : `${value}${unit}`),
        })),
      ],
    }
  }

  function draw(figure) {
    const plot = figure.querySelector('.plot')
    const points = figure.dataset.points
    const known = charts.get(figure)
    if (known !== undefined && known.points === points && known.width === plot.clientWidth) return
    known?.chart.destroy()
    const chart = new uPlot(optionsOf(figure, plot), JSON.parse(points), plot)
    charts.set(figure, { chart, points, width: plot.clientWidth })
  }

  function drawAll() {
    for (const [figure, { chart }] of charts) {
      if (figure.isConnected) continue
      chart.destroy()
      charts.delete(figure)
    }
    for (const figure of document.querySelectorAll('figure.chart')) draw(figure)
  }

  function redrawAll() {
    for (const known of charts.values()) known.points = undefined
    drawAll()
  }

  drawAll()
  document.addEventListener('bluetick:updated', drawAll)
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redrawAll)
  addEventListener('resize', drawAll, { passive: true })
})()
