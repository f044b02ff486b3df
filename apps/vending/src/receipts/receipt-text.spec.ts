import { moneyMinor } from '@openprepay/quantities';
import { describe, expect, it } from 'vitest';
import { vendOf } from '../../test/vend.js';
import { receiptOf } from './receipt.js';
import { receiptText } from './receipt-text.js';

const vend = vendOf();

describe('receiptText', () => {
  it('prints what was paid, for what, and the token in groups of four', () => {
    expect(receiptText(receiptOf(vend))).toBe(`RECEIPT 0000000042
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

  it('begins with whose it is and the number under which its taxes are paid, where the utility has said so', () => {
    const issuer = { name: 'Lake Water and Power', taxNumber: 'P051234567X' };

    expect(receiptText(receiptOf(vend, { issuer }))).toMatch(/^Lake Water and Power\nTax number {21}P051234567X\nRECEIPT 0000000042\n/);
    expect(receiptText(receiptOf(vend, { issuer: {} }))).toBe(receiptText(receiptOf(vend)));
  });

  it('tells below the units what bought less than a step of them, where something did', () => {
    const withRemainder = (remainder: bigint): string =>
      receiptText(receiptOf({ ...vend, lines: vend.lines.map((line) => ({ ...line, remainderMinor: moneyMinor(remainder) })) }));

    expect(withRemainder(145n)).toContain('\n  30.0 m3 at 12.22\n  1.45 remainder below a step\n');
    expect(withRemainder(0n)).toBe(receiptText(receiptOf(vend)));
  });

  it('says to enter the token by hand where it was sent and the meter has said nothing in time, and nowhere else', () => {
    const at = new Date('2026-11-25T10:00:00Z');
    const printed = (code: string): string => receiptText(receiptOf({ ...vend, delivery: { state: 'rejected', at, code } }));

    expect(printed('expired')).toContain('NO WORD FROM THE METER:\nenter the token by hand\n1234 5678');
    expect(printed('used')).not.toContain('by hand');
    expect(receiptText(receiptOf(vend))).not.toContain('by hand');
    expect(receiptText(receiptOf({ ...vend, delivery: { state: 'credited', at, creditRemaining: undefined } }))).not.toContain('by hand');
  });

  it.each([
    ['free-basic', 'Given                     free basic units'],
    ['free-issue', 'Given                           free issue'],
    ['replacement', 'Given                left on the old meter'],
  ] as const)('says of a %s why it was given, and prints no money', (kind, given) => {
    const grant = { kind, countsTowardBlocks: false };
    const printed = receiptText(
      receiptOf({ ...vend, tenderMinor: moneyMinor(0n), paymentMethod: 'none', lines: [], effect: { ...vend.effect, grant } }),
    );

    expect(printed).toContain(`\n${given}\n------------------------------------------\nUnits                              39.1 m3\n`);
    expect(printed).not.toMatch(/KES|Paid|Total/);
  });

  it('says on its face that a sample token is one', () => {
    expect(receiptText(receiptOf({ ...vend, outcome: { ...vend.outcome, sampleTables: true } }))).toContain(
      'no field meter accepts this token',
    );
  });

  it('tells what is still owed, where the month stands, and that it is a copy', () => {
    const debt = { debtId: '019ab000-0000-7000-8000-000000000003', code: 'meter-loan' };
    const printed = receiptText(
      receiptOf({
        ...vend,
        debtsTaken: [{ ...debt, amountMinor: moneyMinor(20_000n), outstandingMinor: moneyMinor(880_000n) }],
        blocks: { month: '2026-11', unitsThisMonth: '39.1', remainingInBlock: '60.9', nextRate: '20.97' },
        reprints: 2,
      }),
    );

    expect(printed).toContain('\nCOPY 2: the token is credited once\n');
    expect(printed).toContain('\nmeter-loan                          200.00\n  still owed                       8800.00\n');
    expect(printed).toContain(`
Units                              39.1 m3
In 2026-11 so far                  39.1 m3
Left at this rate                  60.9 m3
Then per m3                          20.97
1234 5678 9012 3456 7890
`);
  });

  it('numbers the tokens of a new key and the credit behind them in the order in which they are entered', () => {
    const keyChangeTokens = [1, 2].map((section) => ({ ...vend.outcome.tokens[0]!, section, token: String(section).repeat(20) }));
    const printed = receiptText(receiptOf({ ...vend, outcome: { ...vend.outcome, keyChangeTokens: keyChangeTokens as never } }));

    expect(printed).toContain(`
NEW KEY: enter all older tokens, then
1. 1111 1111 1111 1111 1111
2. 2222 2222 2222 2222 2222
and then
3. 1234 5678 9012 3456 7890
`);
  });

  it('is never wider than the paper, however long a code or an amount', () => {
    const code = 'x'.repeat(64);
    const printed = receiptText(
      receiptOf({
        ...vend,
        accountNumber: 'A'.repeat(40),
        tariff: { code, version: 123 },
        lines: [{ kind: 'levy', code, amountMinor: moneyMinor(10n ** 29n) }],
        outcome: { ...vend.outcome, sampleTables: true },
      }),
    );

    expect(printed.split('\n').filter((line) => line.length > 42)).toEqual([]);
    expect(printed).toContain(code.slice(0, 42));
  });
});
