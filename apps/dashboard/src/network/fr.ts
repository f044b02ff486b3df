import type { en } from './en.js';

export const fr: typeof en = {
  'begin-with': 'Commencer par',
  kind: 'Genre',
  kinds: { zone: 'zone', feeder: 'départ', transformer: 'transformateur', pole: 'poteau' },
  'all-of': { zone: 'Zones', feeder: 'Départs', transformer: 'Transformateurs', pole: 'Poteaux' },
  none: 'Rien de ce genre n’est connu. Ajoutez un élément du réseau.',
  feeds: 'Ce que {{code}} alimente',
  'feeds-nothing': 'Il n’alimente rien d’autre de connu.',
  meters: 'Ses compteurs',
  at: '{{lat}}, {{lon}}',
  add: 'Ajouter un élément du réseau',
  change: 'Modifier {{code}}',
  code: 'Code',
  parent: 'Alimenté par',
  'parent-why': 'Un élément du même genre ou d’un genre qui le précède : zone, départ, transformateur, poteau. Vide : par rien de connu.',
  lat: 'Latitude (degrés)',
  lon: 'Longitude (degrés)',
};
