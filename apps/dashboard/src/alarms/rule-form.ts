import { formDecimal, formText } from '../ui/form-text.js';

const LEAST_URGENT = 4;

/** The rule that a form describes; what is left empty is as the kind comes. */
export function ruleOf(form: FormData) {
  const [threshold, forSeconds] = [formDecimal(form, 'threshold'), formText(form, 'forSeconds')];
  return {
    enabled: form.get('enabled') !== null,
    severity: Number(formText(form, 'severity') || LEAST_URGENT),
    ...(threshold === '' ? {} : { threshold }),
    ...(forSeconds === '' ? {} : { forSeconds: Number(forSeconds) }),
  };
}
