import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { MeterModel } from './meter-model.js';
import type { MeterModelRepository } from './meter-model.repository.js';

export type NewMeterModel = Omit<MeterModel, 'createdAt' | 'createdBy'>;

/** A model that meters may be of from now on. What was said of one never changes: another certificate is another model's. */
export class AddMeterModel {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly models: MeterModelRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.meter_model_exists` */
  async execute({ utility, username }: Principal, wanted: NewMeterModel): Promise<MeterModel> {
    const model: MeterModel = { ...wanted, createdAt: this.clock.now(), createdBy: username };
    await this.unitOfWork.run(utility, (tx) => this.models.insert(tx, model));
    return model;
  }
}
