import type { en } from './en.js';

export const fr: typeof en = {
  kind: 'Alarme',
  kinds: { tamper: 'Fraude', 'over-power': 'Puissance dépassée', offline: 'Hors ligne', 'low-credit': 'Crédit bas' },
  severity: 'Gravité',
  severities: { high: 'haute', medium: 'moyenne', low: 'basse' },
  meter: 'Numéro de compteur',
  raised: 'Levée',
  'meter-time': 'À l’horloge du compteur',
  acknowledged: 'Acquittée',
  acknowledge: 'Acquitter',
  'not-yet': 'pas encore',
  by: 'Par',
  state: 'État',
  states: { open: 'Ouvertes', acknowledged: 'Acquittées', all: 'Toutes' },
  search: 'Rechercher',
  none: {
    open: 'Aucune alarme n’est ouverte.',
    acknowledged: 'Aucune alarme n’a encore été acquittée.',
    all: 'Aucune alarme n’a encore été levée.',
  },
  'ranked-among': 'Classées parmi les {{shown}} plus récentes ; il y en a de plus anciennes.',
  came_one: 'Nouvelle alarme : {{kind}}, compteur {{meterNumber}}, levée à',
  came_other: '{{count}} nouvelles alarmes ; la dernière : {{kind}}, compteur {{meterNumber}}, levée à',
};
