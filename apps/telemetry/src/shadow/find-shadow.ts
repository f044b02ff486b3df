import type { Principal } from '@openprepay/contracts/identity';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { MeterRepository } from '../meters/meter.repository.js';
import type { DesiredRepository } from './desired.repository.js';
import type { MeterRegisterRepository } from './meter-register.repository.js';
import type { MeterStateRepository } from './meter-state.repository.js';
import { type Shadow, shadowOf } from './shadow.js';
import { driftOf, type MeterSettings, reportedOf, type Setting } from './wish.js';

export interface WishedShadow extends Shadow {
  readonly desired: MeterSettings;
  readonly reported: MeterSettings;
  readonly drift: readonly Setting[];
}

/** What a meter last said of itself, and what is wished of it. */
export class FindShadow {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
    private readonly states: MeterStateRepository,
    private readonly registers: MeterRegisterRepository,
    private readonly desired: DesiredRepository,
  ) {}

  /** @throws {TelemetryError} `telemetry.meter_unknown` */
  async execute(caller: Principal, { meterNumber }: { readonly meterNumber: string }): Promise<WishedShadow> {
    return this.unitOfWork.run(caller.utility, async (tx) => {
      await this.meters.require(tx, meterNumber);
      const state = await this.states.find(tx, meterNumber);
      const [desired, reported] = [await this.desired.ofMeter(tx, meterNumber), reportedOf(state)];
      const shadow = shadowOf(meterNumber, state, await this.registers.ofMeter(tx, meterNumber));
      return { ...shadow, desired, reported, drift: driftOf(desired, reported) };
    });
  }
}
