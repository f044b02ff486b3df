import type { Principal } from '@openprepay/contracts/identity';
import type { Notifications } from '@openprepay/persistence/notifications';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { parseMeterNumber } from '@openprepay/sts';
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

  /** @throws {TelemetryError} `telemetry.meter_unknown`, at once for a number that no meter can have */
  async execute({ utility }: Principal, { meterNumber }: { readonly meterNumber: string }): Promise<MeterIdentity> {
    if (!isMeterNumber(meterNumber)) throw meterUnknown();
    const meter = await this.notifications.waitFor({
      channel: METER_CHANNEL,
      payload: meterPayload(utility, meterNumber),
      timeoutMs: this.settings.waitMs,
      check: () => this.unitOfWork.run(utility, (tx) => this.meters.find(tx, meterNumber)),
    });
    if (!meter) throw meterUnknown();
    return meter;
  }
}

/** The same words for a number that vending has not told of and for one that another utility holds. */
export const meterUnknown = (): TelemetryError =>
  new TelemetryError(
    'telemetry.meter_unknown',
    'vending has not told of this meter, or its number is held elsewhere; who runs the installation can reassign it',
  );

/** Vending registers no meter whose check digit is wrong. */
function isMeterNumber(meterNumber: string): boolean {
  try {
    return parseMeterNumber(meterNumber).meterNumber === meterNumber;
  } catch {
    return false;
  }
}
