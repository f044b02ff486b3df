import type { RowRefusal } from '@openprepay/contracts/http/imports';
import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { readManufacturerList } from './manufacturer-list.js';
import type { ManufacturerRepository } from './manufacturer.repository.js';

export interface ImportedManufacturers {
  readonly added: number;
  /** Known before by another name. */
  readonly changed: number;
  readonly unchanged: number;
  readonly refusals: readonly RowRefusal[];
}

/** Takes a list of manufacturers as somebody else keeps it: the Association gives its own to its members. */
export class ImportManufacturers {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly manufacturers: ManufacturerRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.import_header_invalid` */
  async execute({ utility }: Principal, { csv }: { readonly csv: string }): Promise<ImportedManufacturers> {
    const { manufacturers, refusals } = readManufacturerList(csv);
    const changedAt = this.clock.now();
    const put = await this.unitOfWork.run(utility, (tx) =>
      this.manufacturers.put(
        tx,
        manufacturers.map((manufacturer) => ({ ...manufacturer, changedAt })),
      ),
    );
    return { ...put, unchanged: manufacturers.length - put.added - put.changed, refusals };
  }
}
