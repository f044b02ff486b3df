import { expect, it } from 'vitest';
import { reversalPolicyOf } from './reversal-form.js';

const formOf = (fields: Readonly<Record<string, string>>): FormData => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
};

it('has minutes where sales are taken back within minutes, and nowhere else', () => {
  expect(reversalPolicyOf(formOf({ mode: 'within-minutes', minutes: '30', approval: 'on' }))).toEqual({
    mode: 'within-minutes',
    minutes: 30,
    approval: true,
  });
  expect(reversalPolicyOf(formOf({ mode: 'until-delivered', minutes: '30' }))).toEqual({ mode: 'until-delivered', approval: false });
});
