/** Pads the cells of lines so that columns stand under one another; those of `figures` stand to the right. */
export function alignColumns(
  lines: readonly (readonly string[])[],
  figures: readonly boolean[],
): readonly string[] {
  const widths = figures.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines.map((line) =>
    line
      .map((cell, column) =>
        figures[column] === true ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  '),
  )
}
