import { expect, it } from 'vitest';
import { correctionOf } from './correction-form.js';

const formOf = (fields: Readonly<Record<string, string>>): FormData => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
};
const lines = {
  ...{ 'account-0': 'bank', 'side-0': 'debit', 'amount-0': '1 200,50' },
  ...{ 'account-1': ' suspense:till-7 ', 'side-1': 'credit', 'amount-1': '1200.50' },
};

it('writes debits above zero and credits below, as people type them', () => {
  expect(correctionOf(formOf({ ...lines, reason: ' typed twice ', corrects: '' }), 2)).toEqual({
    lines: [
      { account: 'bank', amount: '1200.50' },
      { account: 'suspense:till-7', amount: '-1200.50' },
    ],
    reason: 'typed twice',
  });
});

it('names the entry that was wrong where somebody does, and no line that was left out again', () => {
  const asked = correctionOf(formOf({ ...lines, 'account-2': 'bank', reason: 'r', corrects: 'deposit:1' }), 2);
  expect(asked.corrects).toBe('deposit:1');
  expect(asked.again).toBeUndefined();
  expect(correctionOf(formOf({ ...lines, reason: 'r', corrects: 'deposit:1', again: 'on' }), 2).again).toBe(true);
  expect(asked.lines).toHaveLength(2);
});
