import type { Principal } from '@openprepay/contracts/identity';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { TelemetryError } from '../telemetry-error.js';
import type { Storm } from './storm.js';
import type { StormRepository } from './storm.repository.js';

export const stormUnknown = (): TelemetryError => new TelemetryError('telemetry.storm_unknown', 'this utility has had no such storm');

/** One storm of the caller's utility. */
export class FindStorm {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly storms: StormRepository,
  ) {}

  /** @throws {TelemetryError} `telemetry.storm_unknown` */
  async execute(caller: Principal, { stormId }: { readonly stormId: string }): Promise<Storm> {
    const storm = await this.unitOfWork.run(caller.utility, (tx) => this.storms.find(tx, stormId));
    if (storm === undefined) throw stormUnknown();
    return storm;
  }
}
