import { MAX_PROVENANCE_ROWS } from '@openprepay/contracts/http/vending-provenance';
import type { Principal } from '@openprepay/contracts/identity';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { checkHourRange, type HourRange, type Provenance } from './provenance.js';
import type { ProvenanceRepository } from './provenance.repository.js';

/** Where the tokens of the caller's utility came from. */
export class FindProvenance {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly provenance: ProvenanceRepository,
  ) {}

  /** @throws {VendingError} `vending.provenance_range_invalid` */
  async execute({ utility }: Principal, range: HourRange): Promise<Provenance> {
    checkHourRange(range);
    return this.unitOfWork.run(utility, (tx) => this.provenance.read(tx, range, MAX_PROVENANCE_ROWS));
  }
}
