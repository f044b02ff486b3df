import type { en } from './en.js';

export const fr: typeof en = {
  title: 'Reprise de la vente',
  ask: 'Reprendre cette vente',
  what: 'Ce qu’elle a pris est rendu, et son jeton n’est plus remis. Les règles de l’entreprise disent si c’est permis.',
  states: { 'awaiting-approval': 'attend une deuxième personne', reversed: 'reprise', refused: 'reste telle quelle' },
  asked: {
    'awaiting-approval': 'Un opérateur qui est une autre personne doit l’approuver. Jusque-là, la vente reste valable.',
    reversed: 'La vente est reprise, et ce qu’elle a pris est rendu.',
    refused: 'La vente reste valable.',
  },
  'decided-by': 'Décidé par',
  receipt: 'Reçu {{receiptNumber}}',
  withdraw: 'Retirer',
};
