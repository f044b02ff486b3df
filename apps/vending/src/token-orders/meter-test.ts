import type { MeterTestAnswer } from '@openprepay/contracts/http/vending-tokens';
import { encodeMeterTestToken, type MeterTestAction, meterTestControl } from '@openprepay/sts';

export interface MeterTestCommand {
  /** Two digits or four. */
  readonly manufacturerCode: string;
  readonly test: MeterTestAction | 'test-all';
}

/** A token that any meter of a maker takes, or of every maker. It is in clear: no key, no identifier, and as often as one likes. */
export function makeMeterTest({ manufacturerCode, test }: MeterTestCommand): MeterTestAnswer {
  const control = meterTestControl(test === 'test-all' ? 'all' : [test], manufacturerCode.length === 4 ? 4 : 2);
  return { test, manufacturerCode, tokens: [{ token: encodeMeterTestToken({ control, manufacturerCode }), kind: 'meter-test' }] };
}
