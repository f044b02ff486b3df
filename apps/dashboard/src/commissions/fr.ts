import type { en } from './en.js';

export const fr: typeof en = {
  title: 'Commission',
  none: 'Aucune n’a jamais été fixée : les ventes ne rapportent rien à ce vendeur.',
  set: 'Fixer une autre commission',
  'set-why':
    'Les ventes d’avant gardent ce qu’elles ont rapporté. Ce qui dit « rien » ici ne rapporte plus rien à partir de ce moment. Davantage qu’avant peut demander l’approbation d’un autre exploitant.',
  version: 'Version',
  from: 'À partir de',
  'from-why': 'À l’horloge de {{timeZone}}. Laissé vide : dès maintenant.',
  now: 'maintenant',
  'ended-by': 'N’a jamais commencé : {{by}} a fixé la version {{version}} avant',
  what: 'Ce que les ventes rapportent',
  by: 'Fixée par',
  kinds: { credit: 'Crédit', debt: 'Dettes recouvrées', 'free-basic': 'Unités gratuites' },
  how: 'Comment : {{what}}',
  hows: { nothing: 'rien', percent: 'une part de l’argent', 'per-vend': 'tant par vente' },
  rate: 'Taux : {{what}}',
  share: '{{percent}} % de l’argent',
  'a-vend': '{{money}} par vente',
};
