import type { Principal } from '@openprepay/contracts/identity';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { MeterRepository } from '../meters/meter.repository.js';
import type { MeterRegisterRepository } from './meter-register.repository.js';
import type { MeterStateRepository } from './meter-state.repository.js';
import { type Shadow, shadowOf } from './shadow.js';

/** What a meter last said of itself. */
export class FindShadow {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
    private readonly states: MeterStateRepository,
    private readonly registers: MeterRegisterRepository,
  ) {}

  /** @throws {TelemetryError} `telemetry.meter_unknown` */
  async execute(caller: Principal, { meterNumber }: { readonly meterNumber: string }): Promise<Shadow> {
    return this.unitOfWork.run(caller.utility, async (tx) => {
      await this.meters.require(tx, meterNumber);
      return shadowOf(meterNumber, await this.states.find(tx, meterNumber), await this.registers.ofMeter(tx, meterNumber));
    });
  }
}
