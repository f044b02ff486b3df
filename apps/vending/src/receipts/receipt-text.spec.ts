import { moneyMinor } from '@openprepay/quantities';
import { describe, expect, it } from 'vitest';
import { vendOf } from '../../test/vend.js';
import { receiptText } from './receipt-text.js';

const vend = vendOf();

describe('receiptText', () => {
  it('prints what was paid, for what, and the token in groups of four', () => {
    expect(receiptText(vend)).toBe(`RECEIPT 0000000042
2026-11-22T10:00:01.000Z
------------------------------------------
Meter                          07000000021
Account                                A-1
Tariff                              DOM v3
Paid                      1000.00 KES cash
------------------------------------------
standing 2026-11                    150.00
meter-loan                          200.00
energy                              543.38
  30.0 m3 at 12.22
VAT                                 106.62
Total                          1000.00 KES
------------------------------------------
Units                              39.1 m3
1234 5678 9012 3456 7890
------------------------------------------
Vend 019ab000-0000-7000-8000-000000000001
`);
  });

  it('tells below the units what bought less than a step of them, where something did', () => {
    const withRemainder = (remainder: bigint): string =>
      receiptText({ ...vend, lines: vend.lines.map((line) => ({ ...line, remainderMinor: moneyMinor(remainder) })) });

    expect(withRemainder(145n)).toContain('\n  30.0 m3 at 12.22\n  1.45 remainder below a step\n');
    expect(withRemainder(0n)).toBe(receiptText(vend));
  });

  it('says on its face that a sample token is one', () => {
    expect(receiptText({ ...vend, outcome: { ...vend.outcome, sampleTables: true } })).toContain('no field meter accepts this token');
  });
});
