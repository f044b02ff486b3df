/** Words of the network: what feeds what. */
export const en = {
  'begin-with': 'Begin with',
  kind: 'Kind',
  kinds: { zone: 'zone', feeder: 'feeder', transformer: 'transformer', pole: 'pole' },
  'all-of': { zone: 'Zones', feeder: 'Feeders', transformer: 'Transformers', pole: 'Poles' },
  none: 'Nothing of this kind is known yet. Add a part of the network.',
  feeds: 'What {{code}} feeds',
  'feeds-nothing': 'It feeds nothing else that is known.',
  meters: 'Meters on it',
  at: '{{lat}}, {{lon}}',
  add: 'Add a part of the network',
  change: 'Change {{code}}',
  code: 'Code',
  parent: 'Fed by',
  'parent-why': 'A part of its own kind or of one before it: zone, feeder, transformer, pole. Empty: by nothing that is known.',
  lat: 'Latitude (degrees)',
  lon: 'Longitude (degrees)',
};
