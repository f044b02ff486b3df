import type { en } from './en.js';

export const fr: typeof en = {
  reversals: 'Ventes que l’on annule',
  'change-reversals': 'Changer lesquelles',
  'reversals-why':
    'Elles valent aussi pour les dettes payées chez les vendeurs. Qui laisse une seule personne annuler une vente a encore besoin d’une seconde pour les siennes.',
  which: 'Lesquelles',
  modes: {
    never: 'aucune',
    'until-delivered': 'celles dont le jeton n’a été ni redonné ni pris par un compteur',
    'within-minutes': 'celles dont le jeton date de quelques minutes',
  },
  minutes: 'Minutes',
  people: 'Personnes',
  one: 'une personne',
  two: 'deux personnes',
  'key-changes': 'Clés à changer',
  'change-key-changes': 'Changer ce que fait une vente',
  what: 'Une vente à un compteur dont la clé est en remplacement ou a pris fin',
  'key-modes': {
    'with-next-vend': 'lui donne la nouvelle clé avec le jeton',
    'refuse-when-due': 'est refusée jusqu’à ce qu’il ait la nouvelle clé',
    'campaign-only': 'laisse sa clé telle quelle',
  },
};
