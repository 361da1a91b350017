/** Names of rows, at the left of a chart. */

/** In the order of the values; `labelLimit`: room for them, in pixels. */
export const rowNames = (field: string, labelLimit: number) =>
  ({
    field,
    type: 'nominal',
    title: null,
    sort: null,
    axis: { labelLimit, domain: false, ticks: false },
  }) as const
