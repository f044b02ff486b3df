import type { en } from './en.js';

export const fr: typeof en = {
  one: 'Compteur {{meterNumber}}',
  'search-label': 'Numéro de compteur ou de compte',
  search: 'Rechercher',
  all: 'Tous les compteurs',
  none: 'Aucun compteur n’est encore enregistré.',
  'not-found': 'Aucun compteur ne porte le numéro « {{search}} », et aucun compte de ce numéro n’a de compteur.',
  number: 'Numéro de compteur',
  commodity: 'Énergie ou fluide',
  commodities: { electricity: 'Électricité', water: 'Eau', gas: 'Gaz', time: 'Temps' },
  account: 'Compte',
  'supply-group': 'Groupe de fourniture',
  key: 'Clé',
  'type-and-revision': 'type {{keyType}}, révision {{keyRevision}}',
  'tariff-index': 'Indice tarifaire',
  registered: 'Enregistré',
  sell: 'Vendre',
  'sell-to': 'Vendre pour le compteur {{meterNumber}}',
};
