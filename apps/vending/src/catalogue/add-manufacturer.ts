import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Manufacturer } from './manufacturer.js';
import type { ManufacturerRepository } from './manufacturer.repository.js';

/** A manufacturer that the utility knows from now on. */
export class AddManufacturer {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly manufacturers: ManufacturerRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.manufacturer_exists` */
  async execute({ utility }: Principal, { code, name }: Omit<Manufacturer, 'changedAt'>): Promise<Manufacturer> {
    const manufacturer: Manufacturer = { code, name, changedAt: this.clock.now() };
    await this.unitOfWork.run(utility, (tx) => this.manufacturers.insert(tx, manufacturer));
    return manufacturer;
  }
}
