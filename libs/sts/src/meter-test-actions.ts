import { StsError } from './sts-error.js';

/**
 * What each bit of a meter test token's control asks for, from bit 0. The values are verified against
 * published tokens; the names rest on one source.
 *
 * @source IEC 62055-41 6.3.3, Control
 */
export const METER_TEST_ACTIONS = [
  'test-load-switches',
  'test-displays',
  'display-registers',
  'display-key-revision-and-type',
  'display-tariff-index',
  'test-token-input',
  'display-maximum-power-limit',
  'display-tamper-status',
  'display-active-power',
  'display-software-version',
  'display-phase-unbalance-limit',
  'display-water-meter-factor',
  'display-tariff-rate',
  'display-encryption-algorithm',
  'display-key-change-tokens',
  'display-supply-group-code',
  'display-key-expiry',
  'display-meter-number',
] as const;

export type MeterTestAction = (typeof METER_TEST_ACTIONS)[number];

const ALL_SHORT = 0xf_ffff_ffff;
const ALL_LONG = 0xfff_ffff;
/** All ones asks for the tests 2 to 5; the rest is optional. */
const ALL_TESTS: readonly MeterTestAction[] = METER_TEST_ACTIONS.slice(1, 5);

/**
 * The control value of some tests; of all when `actions` is `'all'`.
 *
 * @param codeDigits of the manufacturer code: all ones are 36 bits with 2 digits, 28 with 4
 * @throws {StsError} `sts.field_out_of_range` for a name that is not in `METER_TEST_ACTIONS`
 */
export function meterTestControl(actions: readonly MeterTestAction[] | 'all', codeDigits: 2 | 4): number {
  if (actions === 'all') return codeDigits === 2 ? ALL_SHORT : ALL_LONG;
  return actions.reduce((control, action) => {
    const bit = METER_TEST_ACTIONS.indexOf(action);
    if (bit < 0) throw new StsError('sts.field_out_of_range', 'not the name of a meter test');
    return control | (1 << bit);
  }, 0);
}

/** The tests that a control value asks for, or undefined when it sets none, or a bit without a meaning. */
export function meterTestActions(control: number, codeDigits: 2 | 4): readonly MeterTestAction[] | undefined {
  if (control === (codeDigits === 2 ? ALL_SHORT : ALL_LONG)) return ALL_TESTS;
  if (control === 0 || control >= 2 ** METER_TEST_ACTIONS.length) return undefined;
  return METER_TEST_ACTIONS.filter((_, bit) => (control & (1 << bit)) !== 0);
}
