import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { MeterRepository } from '../meters/meter.repository.js';
import { TelemetryError } from '../telemetry-error.js';
import type { Shadow, ShadowRepository } from './shadow.repository.js';

export class ReadMeter {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
    private readonly shadows: ShadowRepository,
  ) {}

  /** @throws {TelemetryError} `telemetry.meter_unknown` */
  async execute(utility: string, meterNumber: string): Promise<Shadow> {
    const shadow = await this.unitOfWork.run(utility, (tx) => this.shadows.find(tx, meterNumber));
    return shadow ?? unknownMeter();
  }

  /** @throws {TelemetryError} `telemetry.meter_unknown` */
  async mustExist(tx: Tx, meterNumber: string): Promise<void> {
    if (!(await this.meters.find(tx, meterNumber))) unknownMeter();
  }
}

const unknownMeter = (): never => {
  throw new TelemetryError('telemetry.meter_unknown', 'this utility has no such meter');
};
