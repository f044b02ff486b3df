import type { Principal } from '@openprepay/contracts/identity';
import type { Notifications } from '@openprepay/persistence/notifications';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { TelemetryError } from '../telemetry-error.js';
import { METER_CHANNEL, type MeterIdentity, meterPayload } from './meter.js';
import type { MeterRepository } from './meter.repository.js';

export interface MeterSettings {
  /** How long to wait for vending to tell of a meter. */
  readonly waitMs: number;
}

/** Waits for vending to tell of a meter: who has just made it there need not try again here. */
export class AwaitMeter {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
    private readonly notifications: Notifications,
    private readonly settings: MeterSettings,
  ) {}

  /** @throws {TelemetryError} `telemetry.meter_unknown` */
  async execute({ utility }: Principal, { meterNumber }: { readonly meterNumber: string }): Promise<MeterIdentity> {
    const meter = await this.notifications.waitFor({
      channel: METER_CHANNEL,
      payload: meterPayload(utility, meterNumber),
      timeoutMs: this.settings.waitMs,
      check: () => this.unitOfWork.run(utility, (tx) => this.meters.find(tx, meterNumber)),
    });
    if (!meter) throw new TelemetryError('telemetry.meter_unknown', 'vending has not told of this meter');
    return meter;
  }
}
