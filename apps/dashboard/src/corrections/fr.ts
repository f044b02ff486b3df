import type { en } from './en.js';

export const fr: typeof en = {
  none: 'Aucune correction n’a été demandée. Une erreur dans les livres se corrige par une écriture à part ; l’ancienne reste.',
  ask: 'Demander une correction',
  'ask-why': 'Elle est comptabilisée quand une autre personne l’approuve. Le débit et le crédit font la même somme.',
  line: 'Ligne {{number}}',
  account: 'Compte {{number}}',
  side: 'Sens {{number}}',
  amount: 'Montant {{number}}',
  'add-line': 'Ajouter une ligne',
  'drop-line': 'Retirer la dernière ligne',
  corrects: 'Référence de l’écriture erronée',
  again: 'Bien que cette écriture ait une correction',
  lines: 'Écriture',
  reason: 'Motif',
  asked: 'Demandée par',
  state: 'État',
  states: { 'awaiting-approval': 'attend une seconde personne', booked: 'comptabilisée', refused: 'refusée' },
  decision: 'Seconde personne',
  waits: 'Attend une autre personne.',
  'take-back': 'Retirer',
};
