import type { Clock } from '@openprepay/persistence/clock';
import { type SetSize, wantsSupplyGroup } from '../catalogue/set-size.js';
import { changeMeter, type Meter, type MeterKeyData } from '../meters/meter.js';
import type { Person } from '../person.js';
import type { KeyChange } from './key-change.js';

export interface WantedKeyChange {
  /** Locked by the transaction. */
  readonly meter: Meter;
  /** What becomes different. */
  readonly to: Partial<MeterKeyData>;
  readonly reason: string;
  readonly requestedBy: Person;
  /** Absent where nobody repeats it. */
  readonly idempotencyKey?: string | undefined;
  /** Whether the set is not sent to a connected meter. */
  readonly byHand?: boolean;
  /** Tokens that the meter's model takes. */
  readonly setSize?: SetSize;
}

/** A key change before the vault has answered. @throws {VendingError} `vending.meter_algorithms_mismatch` */
export function newKeyChange(wanted: WantedKeyChange, clock: Clock): KeyChange {
  const { meter, to, reason, requestedBy, idempotencyKey, byHand = false, setSize } = wanted;
  const { meterNumber, meterPan, keyData: from } = meter;
  const now = clock.now();
  return {
    keyChangeId: clock.newId(),
    ...{
      idempotencyKey,
      meterNumber,
      meterPan,
      from,
      reason,
      requestedBy,
      byHand,
      includeSupplyGroup: wantsSupplyGroup(from.encryptionAlgorithm, setSize),
    },
    to: changeMeter(meter, { keyData: to }, now).keyData,
    requestedAt: now,
    state: 'awaiting-tokens',
    ...{ cancellation: undefined, issued: undefined, failure: undefined, endedBy: undefined, endedAt: undefined, remark: undefined },
  };
}
