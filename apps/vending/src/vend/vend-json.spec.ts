import { creditTenths, moneyMinor } from '@openprepay/quantities';
import { describe, expect, it } from 'vitest';
import { fixedChargesFromJson, fixedChargesToJson, type FixedChargeJson } from '../supplies/fixed-charge-json.js';
import {
  debtsTakenFromJson,
  debtsTakenToJson,
  type DebtTakenJson,
  type LineJson,
  linesFromJson,
  linesToJson,
  type TokenJson,
  tokensFromJson,
  tokensToJson,
} from './vend-json.js';

/** As they stand in the database: rows that were written once must be readable for ever. */
const stored = {
  fixedCharges: [
    { month: '2026-09', code: 'rent', position: 1, grossMinor: '1' },
    { month: '2026-10', code: 'standing', position: 0, grossMinor: '10000', tax: { code: 'VAT', percent: '16' } },
  ] satisfies FixedChargeJson[],
  lines: [
    { kind: 'fixed-charge', code: 'standing', month: '2026-11', amountMinor: '12931' },
    { kind: 'debt', code: 'loan', debtId: 'd-1', amountMinor: '20000' },
    { kind: 'energy', code: 'energy', blocks: [{ units: '30.0', rate: '12.22' }], amountMinor: '-1' },
    { kind: 'energy', code: 'energy', blocks: [], amountMinor: '51638', remainderMinor: '145' },
    { kind: 'tax', code: 'VAT', amountMinor: '10662' },
  ] satisfies LineJson[],
  debtsTaken: [{ debtId: 'd-1', code: 'loan', amountMinor: '20000' }] satisfies DebtTakenJson[],
  tokens: [{ token: '12345678901234567890', kind: 'credit', tokenIdentifier: 7, amountTenths: '391' }] satisfies TokenJson[],
};

describe('the JSON in the rows of a vend and a supply', () => {
  it('is read with units', () => {
    expect(fixedChargesFromJson(stored.fixedCharges)).toEqual([
      { month: '2026-09', code: 'rent', position: 1, grossMinor: moneyMinor(1n) },
      { month: '2026-10', code: 'standing', position: 0, grossMinor: moneyMinor(10_000n), tax: { code: 'VAT', percent: '16' } },
    ]);
    expect(linesFromJson(stored.lines).map(({ amountMinor }) => amountMinor)).toEqual([12_931n, 20_000n, -1n, 51_638n, 10_662n]);
    expect(linesFromJson(stored.lines)).toContainEqual({ ...stored.lines[3], amountMinor: 51_638n, remainderMinor: 145n });
    expect(debtsTakenFromJson(stored.debtsTaken)).toEqual([{ debtId: 'd-1', code: 'loan', amountMinor: moneyMinor(20_000n) }]);
    expect(tokensFromJson(stored.tokens)).toEqual([{ ...stored.tokens[0], amountTenths: creditTenths(391n) }]);
  });

  it('is written as it was', () => {
    const { fixedCharges, lines, debtsTaken, tokens } = stored;

    expect(fixedChargesToJson(fixedChargesFromJson(fixedCharges))).toEqual(fixedCharges);
    expect(linesToJson(linesFromJson(lines))).toEqual(lines);
    expect(debtsTakenToJson(debtsTakenFromJson(debtsTaken))).toEqual(debtsTaken);
    expect(tokensToJson(tokensFromJson(tokens))).toEqual(tokens);
  });
});
