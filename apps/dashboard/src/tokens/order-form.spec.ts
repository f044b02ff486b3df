import { describe, expect, it } from 'vitest';
import { orderOf, policyOf } from './order-form.js';

function formOf(fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

const typed = { meterNumber: '0010 0000-017', reason: ' the limit of the contract ' };
const wish = { meterNumber: '00100000017', reason: 'the limit of the contract' };

describe('an order of a token, as it is typed', () => {
  it.each([
    [{ kind: 'set-maximum-power-limit', value: '4600' }, { parameters: { watts: 4600 } }],
    [{ kind: 'set-maximum-phase-power-unbalance-limit', value: '900' }, { parameters: { watts: 900 } }],
    [{ kind: 'clear-credit', register: 'electricity' }, { parameters: { register: 'electricity' } }],
    [{ kind: 'set-tariff-rate', value: '12' }, { parameters: { rate: 12 } }],
    [{ kind: 'set-water-meter-factor', value: '3' }, { parameters: { factor: 3 } }],
    [{ kind: 'clear-tamper-condition' }, {}],
  ])('says of %o its kind and what belongs to it', (fields, said) => {
    expect(orderOf(formOf({ ...typed, ...fields }))).toEqual({ ...wish, kind: fields.kind, ...said });
  });
});

describe('a policy of tokens, as it is ticked', () => {
  it('has no limit for a kind without a number, and one of nothing for 0', () => {
    const form = formOf({
      'approval.clear-credit': 'on',
      'limit.clear-credit': '0',
      'limit.set-tariff-rate': '',
      'limit.clear-tamper-condition': '5',
    });
    expect(policyOf(form)).toEqual({
      approval: ['clear-credit'],
      limits: [
        { kind: 'clear-credit', perUserPerDay: 0 },
        { kind: 'clear-tamper-condition', perUserPerDay: 5 },
      ],
    });
  });
});
