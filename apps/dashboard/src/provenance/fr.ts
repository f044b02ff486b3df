import type { en } from './en.js';

export const fr: typeof en = {
  what: 'Ce que le coffre déclare avoir émis, à côté de ce qui a été vendu et commandé : un jeton que personne n’a vendu se trouve ici.',
  range: 'Période',
  ranges: {
    day: 'Les dernières 24 heures',
    week: 'Les 7 derniers jours',
    month: 'Les 31 derniers jours',
    year: 'Les 366 derniers jours',
  },
  verdicts: {
    wrong: 'Tous les jetons ne sont pas expliqués',
    explained: 'Chaque jeton est expliqué',
    unknown: 'Rien n’a encore été comparé',
  },
  figures: {
    issued: 'Demandes émises',
    forVends: 'Pour des ventes',
    forOrders: 'Pour des commandes',
    unexplainedCount: 'Inexpliquées',
    missingCount: 'Non déclarées',
    brokenStatements: 'Déclarations rompues',
  },
  look: 'Voir les 7 derniers jours : vendu, commandé, déclaré',
  'nothing-stated': 'Le coffre n’a encore rien déclaré qui ait été comparé.',
  'stated-until': 'Déclaré et comparé jusqu’à',
  unexplained: 'Émis sans vente ni commande',
  'none-unexplained': 'Il n’y en a pas.',
  missing: 'Répondu avec des jetons que le coffre ne déclare pas',
  'none-missing': 'Il n’y en a pas.',
  'issued-at': 'Émis',
  'settled-at': 'Répondu',
  kind: 'Genre',
  requester: 'Demandé par',
  request: 'Demande',
  of: '{{shown}} sur {{all}} sont affichés, les plus anciens d’abord.',
};
