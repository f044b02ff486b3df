import type { en } from './en.js';

export const fr: typeof en = {
  funnel: 'Ce qu’ils sont devenus',
  range: 'Période',
  ranges: { day: 'Les dernières 24 heures', week: 'Les 7 derniers jours', month: 'Les 31 derniers jours' },
  'as-of': 'Créés pendant ce temps, au quart d’heure près, état de',
  none: 'Aucun jeton n’est en route avec ce filtre. La prochaine vente à un compteur connecté s’affichera ici.',
  state: 'État',
  'any-state': 'Tous les états',
  meter: 'Numéro de compteur',
  search: 'Chercher',
  made: 'Créé',
  attempts: 'Envois',
  sent: 'Premier envoi',
  settled: 'Réglé',
  expires: 'Jusqu’à',
};
