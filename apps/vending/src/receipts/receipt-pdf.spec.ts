import { describe, expect, it } from 'vitest';
import { vendOf } from '../../test/vend.js';
import { receiptPdf } from './receipt-pdf.js';
import { receiptOf } from './receipt.js';

const MM = 72 / 25.4;
const receipt = receiptOf(vendOf());

describe('receiptPdf', () => {
  it.each([
    ['80mm', 80 * MM],
    ['A4', 210 * MM],
  ] as const)('is one page on %s', async (paper, width) => {
    const pdf = Buffer.from(await receiptPdf(receipt, paper)).toString('latin1');

    expect(pdf.startsWith('%PDF-')).toBe(true);
    expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1);
    expect(Number(/\/MediaBox \[0 0 ([\d.]+)/.exec(pdf)?.[1])).toBeCloseTo(width, 1);
  });

  it('is one page of A4 however much there is to say', async () => {
    const lines = Array.from({ length: 120 }, (_, nth) => ({ kind: 'levy', code: `levy-${nth}`, amount: '1.00' }) as const);
    const pdf = Buffer.from(await receiptPdf({ ...receipt, lines }, 'A4')).toString('latin1');

    expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1);
  });

  it('is the same for the same receipt', async () => {
    expect(await receiptPdf(receipt, '80mm')).toEqual(await receiptPdf(receipt, '80mm'));
  });
});
