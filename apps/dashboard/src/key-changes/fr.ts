import type { en } from './en.js';

export const fr: typeof en = {
  title: 'Changements de clé',
  none: 'Ce compteur a la clé avec laquelle il est venu.',
  order: 'Donner une autre clé',
  'order-why': 'Ce qui reste vide ne change pas. Le crédit acheté auparavant se saisit avant le nouveau jeu.',
  what: 'Ce qui change',
  becomes: '{{what}} : {{from}} → {{to}}',
  rollover: 'La date de base avance : les anciens jetons non utilisés meurent avec elle.',
  fields: {
    supplyGroupCode: 'Groupe de fourniture',
    keyType: 'Type de clé',
    keyRevision: 'Révision de clé',
    tariffIndex: 'Indice du tarif',
    encryptionAlgorithm: 'Chiffrement',
    decoderKeyAlgorithm: 'Algorithme de clé',
    baseDate: 'Date de base',
  },
  'asked-by': 'Commandé par',
  outcome: 'Issue',
  states: {
    'awaiting-tokens': 'attend ses jetons',
    issued: 'à saisir',
    confirmed: 'le compteur l’a',
    cancelled: 'abandonné',
    failed: 'échoué',
  },
  part: '{{part}} sur {{parts}}',
  end: 'Comment cela a fini',
  'by-meter': 'Le compteur lui-même,',
  confirm: 'Le compteur l’a',
  cancel: 'Il ne la prendra pas',
};
