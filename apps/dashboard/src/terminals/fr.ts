import type { en } from './en.js';

export const fr: typeof en = {
  title: 'Terminaux',
  none: 'Ce vendeur n’a pas de terminal. On en met un en place pour chaque caisse qui se connecte elle-même.',
  'set-up': 'Mettre en place un terminal',
  name: 'Nom',
  'terminal-name': 'Nom du terminal',
  'signs-in-as': 'Se connecte en tant que',
  state: 'État',
  'may-sign-in': 'peut se connecter',
  revoked: 'révoqué',
  certificate: 'Certificat',
  'no-certificate': 'aucun',
  'certificate-until': 'jusqu’au',
  'revoke-certificate': 'Révoquer le certificat',
  'revoke-certificate-asks':
    '{{name}} ne peut plus se présenter par ses certificats dès son prochain message. Son secret reste. Cela ne se reprend pas.',
  since: 'Depuis',
  actions: 'Actions',
  outlet: 'Point de vente',
  'new-outlet': 'Un nouveau point de vente',
  'outlet-of': 'là où se trouve {{terminals}}',
  'outlet-name': 'Nom du point de vente',
  secret: 'Secret',
  'secret-why': 'Saisissez-le au terminal maintenant : il n’est montré que cette fois, et seule son empreinte est conservée.',
  revoke: 'Révoquer',
  'revoke-asks': '{{name}} ne peut plus se connecter dès sa prochaine demande. Cela ne se reprend pas.',
};
