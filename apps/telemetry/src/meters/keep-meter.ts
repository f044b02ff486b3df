import type { EventData } from '@openprepay/contracts/event';
import type { MeterChanged } from '@openprepay/contracts/vending';
import { notify } from '@openprepay/persistence/notifications';
import type { Tx } from '@openprepay/persistence/tx';
import { METER_CHANNEL, meterPayload } from './meter.js';
import type { MeterRepository } from './meter.repository.js';

/** Keeps what vending tells of a meter, and wakes those who wait to hear of it. */
export class KeepMeter {
  constructor(private readonly meters: MeterRepository) {}

  async execute(tx: Tx, meter: EventData<typeof MeterChanged>): Promise<void> {
    await this.meters.upsert(tx, meter);
    await notify(tx, METER_CHANNEL, meterPayload(tx.utility, meter.meterNumber));
  }
}
