import { type DecodedToken } from './token.js';

/** A field's name and how many bits it has; the fields of a token follow each other from bit 59 down to bit 16. */
export type LayoutField = readonly [name: string, bits: number];

const RANDOM: LayoutField = ['RND', 4];
const IDENTIFIER: LayoutField = ['TID', 24];
const AMOUNT: readonly LayoutField[] = [
  ['Amount.e', 2],
  ['Amount.m', 14],
];
const KEY_EXPIRY_HIGH: LayoutField = ['KENHO', 4];
const KEY_EXPIRY_LOW: LayoutField = ['KENLO', 4];

/** Where each kind of token keeps what, in the standard's names. @source IEC 62055-41 6.2 */
const LAYOUTS = {
  credit: [RANDOM, IDENTIFIER, ...AMOUNT],
  currency: [['Amount.s', 1], ['Amount.e4..2', 3], IDENTIFIER, ['Amount.e1..0', 2], ['Amount.m', 14]],
  'set-maximum-power-limit': [RANDOM, IDENTIFIER, ['MPL.e', 2], ['MPL.m', 14]],
  'clear-credit': [RANDOM, IDENTIFIER, ['Register', 16]],
  'set-tariff-rate': [RANDOM, IDENTIFIER, ['Rate', 16]],
  'clear-tamper-condition': [RANDOM, IDENTIFIER, ['Pad', 16]],
  'set-maximum-phase-power-unbalance-limit': [RANDOM, IDENTIFIER, ['MPPUL.e', 2], ['MPPUL.m', 14]],
  'set-water-meter-factor': [RANDOM, IDENTIFIER, ['WMFactor', 16]],
  'extended-set': [RANDOM, IDENTIFIER, ['TokenIndex', 6], ['ControlValue', 10]],
  'extended-flag': [RANDOM, IDENTIFIER, ['TokenIndex', 6], ['FlagIndex', 9], ['FlagValue', 1]],
  'key-change-section-1': [KEY_EXPIRY_HIGH, ['KRN', 4], ['RO', 1], ['3KCT', 1], ['KT', 2], ['NKHO', 32]],
  'key-change-section-2': [KEY_EXPIRY_LOW, ['TI', 8], ['NKLO', 32]],
  'key-change-section-3': [
    ['SGCLO', 12],
    ['NKMO2', 32],
  ],
  'key-change-section-4': [
    ['SGCHO', 12],
    ['NKMO1', 32],
  ],
  'key-change-supply-group': [
    ['SGC', 24],
    ['Pad', 20],
  ],
  'extended-read': [
    ['TokenIndex', 6],
    ['Control', 30],
    ['MfrCode', 8],
  ],
  undefined: [['Data', 44]],
} as const satisfies Record<Exclude<DecodedToken['kind'], 'meter-test'>, readonly LayoutField[]>;

const SHORT_TEST: readonly LayoutField[] = [
  ['Control', 36],
  ['MfrCode', 8],
];
const LONG_TEST: readonly LayoutField[] = [
  ['Control', 28],
  ['MfrCode', 16],
];

/** The fields between a token's subclass and its checksum, most significant first; 44 bits together. */
export function layoutOf(token: DecodedToken): readonly LayoutField[] {
  if (token.kind === 'meter-test') return token.subClass === 0 ? SHORT_TEST : LONG_TEST;
  return LAYOUTS[token.kind];
}
