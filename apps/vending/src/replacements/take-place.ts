import { KeyChangeCancelled, MeterChanged } from '@openprepay/contracts/vending';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { KeyChangeRepository } from '../key-changes/key-change.repository.js';
import { changeMeter, type Meter, type MeterKeyData, registerMeter, requireSettledKey } from '../meters/meter.js';
import { meterChangedEvent } from '../meters/meter-event.js';
import type { MeterRepository } from '../meters/meter.repository.js';
import type { Person } from '../person.js';
import type { SupplyRepository } from '../supplies/supply.repository.js';
import { VendingError } from '../vending-error.js';

export interface NewInPlace {
  /** The meter that is replaced. */
  readonly meterNumber: string;
  readonly newMeterNumber: string;
  readonly keyData: MeterKeyData;
  readonly modelCode: string | undefined;
  readonly by: Person;
}

/**
 * Puts a new meter where another one is: on its account, its supply with all that pricing remembers of it, and its place in the
 * network. The old one is off its account and sells no more; a set for another key that it has not confirmed is sent to it no more.
 */
export class TakePlace {
  constructor(
    private readonly meters: MeterRepository,
    private readonly supplies: SupplyRepository,
    private readonly keyChanges: KeyChangeRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws {VendingError} `vending.meter_unknown`, `vending.meter_replaced`, `vending.meter_exists`, `vending.meter_algorithms_mismatch`,
   *   `vending.key_change_pending`, `vending.tokens_awaited` while a token is being made for the old meter
   */
  async execute(tx: Tx, { meterNumber, newMeterNumber, keyData, modelCode, by }: NewInPlace): Promise<void> {
    const now = this.clock.now();
    const old = await this.meters.lock(tx, meterNumber);
    if (!old) throw new VendingError('vending.meter_unknown', `there is no meter ${meterNumber}`);
    requireSettledKey(old);
    if (await this.keyChanges.awaitsTokens(tx, meterNumber)) {
      throw new VendingError('vending.tokens_awaited', 'a token is being made for the meter: try again', { retryAfterSeconds: 5 });
    }
    const { supplyId, commodity, accountNumber, networkNode } = old;
    const wanted = { meterNumber: newMeterNumber, keyData, commodity, accountNumber, modelCode, networkNode };
    const taking: Meter = { ...registerMeter(wanted, { meterId: this.clock.newId(), supplyId }, now), replaces: meterNumber };
    await this.meters.insert(tx, taking);
    const state = await this.supplies.lock(tx, supplyId);
    await this.supplies.goOn(tx, { supplyId, meterNumber: newMeterNumber }, state);
    const left: Meter = { ...changeMeter(old, { accountNumber: null }, now), replacedBy: newMeterNumber };
    await this.meters.update(tx, left);
    await this.endKeyChange(tx, left, { by, at: now });
    await this.outbox.append(tx, MeterChanged, meterChangedEvent(left));
    await this.outbox.append(tx, MeterChanged, meterChangedEvent(taking));
  }

  private async endKeyChange(
    tx: Tx,
    { meterNumber, meterPan, replacedBy }: Meter,
    ended: { readonly by: Person; readonly at: Date },
  ): Promise<void> {
    const [change] = await this.keyChanges.list(tx, { meterNumber, before: undefined, limit: 1 });
    if (change?.state !== 'issued') return;
    const { keyChangeId } = change;
    const remark = `the meter was replaced by meter ${replacedBy}`;
    await this.keyChanges.move(tx, { ...change, state: 'cancelled', endedBy: ended.by, endedAt: ended.at, remark });
    await this.outbox.append(tx, KeyChangeCancelled, { keyChangeId, meterNumber, meterPan, cancelledAt: ended.at });
  }
}
