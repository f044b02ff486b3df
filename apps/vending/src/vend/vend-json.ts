import { present } from '@openprepay/contracts/present';
import { creditTenths, moneyMinor } from '@openprepay/quantities';
import type { DebtTaken, PricedLine } from '@openprepay/tariffs';
import type { VendToken } from './vend.js';

type WithText<Value, Key extends string> = Value extends unknown
  ? { readonly [K in keyof Value]: K extends Key ? string : Value[K] }
  : never;

/** The parts of a vend that its row holds as JSON, which has no bigint. */
export type LineJson = WithText<PricedLine, 'amountMinor' | 'remainderMinor'>;
export type DebtTakenJson = WithText<DebtTaken, 'amountMinor' | 'outstandingMinor'>;
export type TokenJson = WithText<VendToken, 'amountTenths'>;

export const linesToJson = (lines: readonly PricedLine[]): readonly LineJson[] =>
  lines.map((line) => {
    const amountMinor = line.amountMinor.toString();
    if (line.kind !== 'energy') return { ...line, amountMinor };
    const { remainderMinor, ...energy } = line;
    return { ...energy, amountMinor, ...present({ remainderMinor: remainderMinor?.toString() }) };
  });

export const linesFromJson = (lines: readonly LineJson[]): readonly PricedLine[] =>
  lines.map((line) => {
    const amountMinor = moneyMinor(BigInt(line.amountMinor));
    if (line.kind !== 'energy') return { ...line, amountMinor };
    const { remainderMinor, ...energy } = line; // a vend of before remainders were told has none
    return { ...energy, amountMinor, ...(remainderMinor === undefined ? {} : { remainderMinor: moneyMinor(BigInt(remainderMinor)) }) };
  });

export const debtsTakenToJson = (debts: readonly DebtTaken[]): readonly DebtTakenJson[] =>
  debts.map(({ outstandingMinor, ...debt }) => ({
    ...debt,
    amountMinor: debt.amountMinor.toString(),
    ...present({ outstandingMinor: outstandingMinor?.toString() }),
  }));

export const debtsTakenFromJson = (debts: readonly DebtTakenJson[]): readonly DebtTaken[] =>
  debts.map(({ outstandingMinor, ...debt }) => ({
    ...debt,
    amountMinor: moneyMinor(BigInt(debt.amountMinor)),
    ...(outstandingMinor === undefined ? {} : { outstandingMinor: moneyMinor(BigInt(outstandingMinor)) }),
  }));

export const tokensToJson = (tokens: readonly VendToken[]): readonly TokenJson[] =>
  tokens.map((token) => ({ ...token, amountTenths: token.amountTenths.toString() }));

export const tokensFromJson = (tokens: readonly TokenJson[]): readonly VendToken[] =>
  tokens.map((token) => ({ ...token, amountTenths: creditTenths(BigInt(token.amountTenths)) }));
