import { fr as now } from '../now/fr.js';
import { fr as sell } from '../sell/fr.js';
import { fr as vends } from '../vends/fr.js';
import { fr as meters } from '../meters/fr.js';
import { fr as alarms } from '../alarms/fr.js';
import { fr as tokens } from '../tokens/fr.js';
import { fr as terminals } from '../terminals/fr.js';
import { fr as reversals } from '../reversals/fr.js';
import { fr as keyChanges } from '../key-changes/fr.js';
import { fr as vendors } from '../vendors/fr.js';
import { fr as tariffs } from '../tariffs/fr.js';
import { fr as accounts } from '../accounts/fr.js';
import { fr as ledger } from '../ledger/fr.js';
import { fr as keys } from '../keys/fr.js';
import { fr as operations } from '../operations/fr.js';
import { fr as users } from '../users/fr.js';
import type { en } from './en.js';

export const fr: typeof en = {
  screen: {
    now: 'En direct',
    sell: 'Vendre',
    vends: 'Ventes',
    meters: 'Compteurs',
    alarms: 'Alarmes',
    tokens: 'Jetons',
    vendors: 'Vendeurs',
    tariffs: 'Tarifs',
    accounts: 'Comptes',
    ledger: 'Livres',
    keys: 'Clés',
    operations: 'Exploitation',
    users: 'Utilisateurs',
  },
  role: {
    admin: 'administrateur',
    custodian: 'gardien de clés',
    engineer: 'ingénieur',
    operator: 'opérateur',
    clerk: 'commis',
    vendor: 'vendeur',
    auditor: 'auditeur',
  },
  shell: {
    skip: 'Aller au contenu',
    menu: 'Menu',
    language: 'Langue',
    appearance: 'Apparence',
    'scheme-auto': 'Comme le système',
    'scheme-light': 'Clair',
    'scheme-dark': 'Sombre',
    'sign-out': 'Se déconnecter',
    forbidden: 'Vous ne pouvez pas voir ceci',
    'forbidden-why': 'Cet écran est réservé à un autre rôle. Adressez-vous à un administrateur de votre entreprise si vous en avez besoin.',
  },
  live: { connecting: 'Connexion', live: 'En direct', lost: 'Plus en direct : la connexion est perdue' },
  state: {
    loading: 'Chargement : {{label}}',
    failed: 'Chargement impossible : {{label}}',
    'no-answer': 'Le serveur n’a pas répondu.',
    'try-again': 'Réessayer',
    stale: 'Relecture impossible : état de {{since}}',
    empty: 'Il n’y a encore rien ici.',
    crashed: 'Cet écran a cessé de fonctionner',
    more: 'Afficher la suite',
  },
  act: { reason: 'Motif', cancel: 'Annuler', close: 'Fermer', approve: 'Approuver', refuse: 'Refuser' },
  chart: { 'as-table': 'En tableau', 'as-chart': 'En graphique' },
  'not-found': { title: 'Page introuvable', text: 'Cette page n’existe pas.', home: 'Vers l’accueil' },
  'sign-in': {
    title: 'Se connecter',
    username: 'Nom d’utilisateur',
    password: 'Mot de passe',
    submit: 'Se connecter',
    wrong: 'Nom d’utilisateur ou mot de passe incorrect.',
    'too-often': 'Trop d’essais. Attendez une minute, puis réessayez.',
    failed: 'La connexion a échoué. Réessayez.',
    ended: 'Votre session est terminée. Reconnectez-vous pour continuer.',
  },
  now,
  sell,
  vends,
  meters,
  alarms,
  tokens,
  terminals,
  reversals,
  'key-changes': keyChanges,
  vendors,
  tariffs,
  accounts,
  ledger,
  keys,
  operations,
  users,
};
