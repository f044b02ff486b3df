import type { TokenFields } from '../src/index.js';

export const issued = { random: 5, tokenIdentifier: 0x50_8fb6 } as const;

/** One token of every kind. */
export const kinds: readonly TokenFields[] = [
  { kind: 'credit', commodity: 'gas', ...issued, amountTenths: 1n },
  { kind: 'currency', commodity: 'time', tokenIdentifier: 7, amountHundredThousandths: -5n },
  { kind: 'meter-test', control: 1, manufacturerCode: '0000' },
  { kind: 'meter-test', control: 1, manufacturerCode: '99' },
  { kind: 'meter-test', control: 1, manufacturerCode: '9999' },
  { kind: 'extended-read', tokenIndex: 63, control: 0x3fff_ffff, manufacturerCode: '99' },
  { kind: 'set-maximum-power-limit', ...issued, watts: 16_384 },
  { kind: 'clear-credit', ...issued, register: 0xffff },
  { kind: 'set-tariff-rate', ...issued, rate: 0xffff },
  { kind: 'clear-tamper-condition', ...issued },
  { kind: 'set-maximum-phase-power-unbalance-limit', ...issued, watts: 0 },
  { kind: 'set-water-meter-factor', ...issued, factor: 1 },
  { kind: 'extended-set', ...issued, tokenIndex: 62, controlValue: 0x3ff },
  { kind: 'extended-flag', ...issued, flagIndex: 0x1ff, flagValue: 1 },
  {
    kind: 'key-change-section-1',
    keyExpiryHigh: 15,
    keyRevision: 9,
    rollover: true,
    hasSupplyGroupToken: false,
    keyType: 2,
    keyPart: 0xffff_ffff,
  },
  { kind: 'key-change-section-1', keyExpiryHigh: 0, keyRevision: 0, rollover: false, hasSupplyGroupToken: true, keyType: 0, keyPart: 0 },
  { kind: 'key-change-section-2', keyExpiryLow: 15, tariffIndex: '99', keyPart: 1 },
  { kind: 'key-change-section-3', supplyGroupLow: 0xfff, keyPart: 2 },
  { kind: 'key-change-section-4', supplyGroupHigh: 244, keyPart: 3 },
  { kind: 'undefined', tokenClass: 0, subClass: 15, upper: 0xfff_ffff, lower: 0xffff },
];
