import { expect, it } from 'vitest';
import { commissionOf, howOf, howsOf } from './commission-form.js';

const formOf = (fields: Readonly<Record<string, string>>): FormData => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
};

it('says a rule for each kind that earns, as people write numbers', () => {
  const form = formOf({
    ...{ 'how-credit': 'percent', 'rate-credit': ' 1,25 ' },
    ...{ 'how-debt': 'nothing', 'rate-debt': '3' },
    ...{ 'how-free-basic': 'per-vend', 'rate-free-basic': '1 000.50' },
  });
  expect(commissionOf(form, 'UTC')).toEqual({
    commission: [
      { kind: 'credit', percent: '1.25' },
      { kind: 'free-basic', perVend: '1000.50' },
    ],
  });
});

it('begins at the utility’s own clock, or now where none is given', () => {
  expect(commissionOf(formOf({ effectiveFrom: '2026-12-01T00:00' }), 'Africa/Nairobi')).toEqual({
    commission: [],
    effectiveFrom: '2026-11-30T21:00:00.000Z',
  });
  expect(commissionOf(formOf({ effectiveFrom: '' }), 'Africa/Nairobi')).toEqual({ commission: [] });
});

it('offers no share of free units, which are no money', () => {
  expect(howsOf('free-basic')).toEqual(['nothing', 'per-vend']);
  expect(commissionOf(formOf({ 'how-free-basic': 'percent', 'rate-free-basic': '1' }), 'UTC').commission).toEqual([]);
});

it('shows a rule as it was said', () => {
  expect([undefined, { kind: 'debt', percent: '2' } as const, { kind: 'debt', perVend: '2.00' } as const].map(howOf)).toEqual([
    'nothing',
    'percent',
    'per-vend',
  ]);
});
