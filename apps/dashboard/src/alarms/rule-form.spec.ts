import { expect, it } from 'vitest';
import { ruleOf } from './rule-form.js';

it('is what was typed, a threshold as people write it, and leaves out what was left empty', () => {
  const form = new FormData();
  form.set('severity', '2');
  expect(ruleOf(form)).toEqual({ enabled: false, severity: 2 });
  form.set('enabled', 'on');
  form.set('threshold', '253,5');
  form.set('forSeconds', '60');
  expect(ruleOf(form)).toEqual({ enabled: true, severity: 2, threshold: '253.5', forSeconds: 60 });
});
