/** Words of the tokens on their way to meters. */
export const en = {
  funnel: 'What became of them',
  range: 'Range',
  ranges: { day: 'The last 24 hours', week: 'The last 7 days', month: 'The last 31 days' },
  'as-of': 'Made within this time, to the quarter of an hour, as of',
  none: 'No token is on its way with this filter. The next sale to a meter with a connection appears here.',
  state: 'State',
  'any-state': 'Any state',
  meter: 'Meter number',
  search: 'Search',
  made: 'Made',
  attempts: 'Sent so often',
  sent: 'First sent',
  settled: 'Settled',
  expires: 'Until',
};
