import { notifyAll } from '@openprepay/persistence/notifications';
import type { Tx } from '@openprepay/persistence/tx';
import { METER_CHANNEL, meterPayload } from './meter.js';
import type { MeterRepository } from './meter.repository.js';
import { latestOf, type ToldMeter } from './told-meter.js';

/** Keeps what vending tells of meters, however many, in one statement, and wakes those who wait to hear of one for the first time. */
export class KeepMeters {
  constructor(private readonly meters: MeterRepository) {}

  /** Safe to repeat, and in any order: the newest that was told of a meter stays. */
  async execute(tx: Tx, told: readonly ToldMeter[]): Promise<void> {
    const added = await this.meters.keep(tx, latestOf(told));
    await notifyAll(
      tx,
      METER_CHANNEL,
      added.map((meterNumber) => meterPayload(tx.utility, meterNumber)),
    );
  }
}
