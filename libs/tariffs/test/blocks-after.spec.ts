import { add, creditTenths, formatCredit } from '@openprepay/quantities';
import { describe, expect, it } from 'vitest';
import { blocksAfter } from '../src/blocks-after.js';
import { flat, sell, version } from './sell.js';

/** 12.22 up to 30, 16.30 up to 100, 20.97 above. */
const domestic = version().tariff;

describe('where a month stands in its blocks', () => {
  it.each([
    ['before the first unit', 0n, { unitsThisMonth: '0.0', remainingInBlock: '30.0', nextRate: '16.30' }],
    ['within a block', 291n, { unitsThisMonth: '29.1', remainingInBlock: '0.9', nextRate: '16.30' }],
    ['where a block ends: in the next one', 300n, { unitsThisMonth: '30.0', remainingInBlock: '70.0', nextRate: '20.97' }],
    ['in the last block: nothing comes after it', 1_000n, { unitsThisMonth: '100.0' }],
  ])('is told %s', (_where, tenths, expected) => {
    expect(blocksAfter(domestic, '2026-11', creditTenths(tenths))).toEqual({ month: '2026-11', ...expected });
  });

  it('is told without an end where there is one rate', () => {
    expect(blocksAfter(version(flat).tariff, '2026-11', creditTenths(5n))).toEqual({ month: '2026-11', unitsThisMonth: '0.5' });
  });

  it('is told of a block that ends between two tenths', () => {
    const { tariff } = version({ energy: { blocks: [{ upTo: '10.25', rate: '1' }, { rate: '2' }] } });

    expect(blocksAfter(tariff, '2026-11', creditTenths(101n)).remainingInBlock).toBe('0.15');
  });

  it('is part of a price, the units of the sale counted', () => {
    const first = sell({ tenderMinor: 100_000n });
    const second = sell({ tenderMinor: 100_000n, state: first.nextState });

    expect(first.blocks).toEqual({ month: '2026-11', unitsThisMonth: '49.3', remainingInBlock: '50.7', nextRate: '20.97' });
    expect(second.blocks.unitsThisMonth).toBe(formatCredit(add(first.unitsTenths, second.unitsTenths)));
  });
});
