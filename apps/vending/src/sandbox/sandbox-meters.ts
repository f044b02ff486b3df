import type { SandboxBehaviour } from '@openprepay/contracts/http/vending-sandbox';

/** A meter that behaves by its number. */
export interface SandboxMeter {
  readonly meterNumber: string;
  readonly behaviour: SandboxBehaviour;
  readonly description: string;
}

/** No manufacturer has the code 00: none of these is a meter in the field. */
export const sandboxMeters: readonly SandboxMeter[] = [
  { meterNumber: '00000000018', behaviour: 'sells', description: 'sells whatever the tariff allows' },
  { meterNumber: '00000000026', behaviour: 'unknown', description: 'is not known: vending.meter_unknown' },
  { meterNumber: '00000000034', behaviour: 'blocked', description: 'is blocked: vending.meter_blocked' },
  { meterNumber: '00000000043', behaviour: 'wrong-check-digit', description: 'has a wrong check digit: vending.meter_number_invalid' },
  { meterNumber: '00000000059', behaviour: 'below-minimum', description: 'every amount is too small: vending.tender_below_minimum' },
  { meterNumber: '00000000067', behaviour: 'float-empty', description: 'the float is empty: vending.vendor_float_insufficient' },
  { meterNumber: '00000000075', behaviour: 'key-change-due', description: 'sells with a key change set in front of the credit' },
  { meterNumber: '00000000083', behaviour: 'slow', description: 'sells, and answers after 70 seconds' },
  { meterNumber: '00000000091', behaviour: 'silent', description: 'sells and never answers: the last response has the sale' },
  { meterNumber: '00000000109', behaviour: 'duplicate', description: 'the request is a duplicate: vending.idempotency_key_reused' },
];

const byNumber = new Map(sandboxMeters.map((meter) => [meter.meterNumber, meter]));

/** @param written as a label has it, with spaces and hyphens */
export const sandboxMeterOf = (written: string): SandboxMeter | undefined => byNumber.get(written.replaceAll(/[\s-]/g, ''));

/** Whether money and a token come of it. */
export const sellsInSandbox = ({ behaviour }: SandboxMeter): boolean => SELLING.has(behaviour);
const SELLING: ReadonlySet<SandboxBehaviour> = new Set(['sells', 'key-change-due', 'slow', 'silent']);
