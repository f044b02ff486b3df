import type { en } from './en.js';

export const fr: typeof en = {
  title: 'Dettes payées chez les vendeurs',
  none: 'Aucun vendeur n’a encore reçu de paiement de dettes.',
  at: 'Payé',
  receipt: 'Reçu',
  account: 'Compte',
  amount: 'Montant',
  what: 'Ce qui a été payé',
  by: 'Reçu par',
  state: 'État',
  stands: 'Valable',
  'taken-back': 'Repris, reçu',
  'show-receipt': 'Afficher le reçu {{receiptNumber}}',
  'receipt-of': 'Reçu {{receiptNumber}}',
  ask: 'Reprendre ce paiement',
  'what-it-does':
    'Ses dettes sont dues à nouveau et son argent revient à l’avance du vendeur. Les règles de l’entreprise disent si c’est permis.',
  waits: 'Un opérateur qui est une autre personne doit l’approuver. Jusque-là, le paiement reste valable.',
};
