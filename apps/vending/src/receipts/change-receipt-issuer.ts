import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { personOf } from '../person.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import type { ReceiptIssuer } from './receipt-issuer.js';
import type { ReceiptIssuerRepository } from './receipt-issuer.repository.js';

/** Whose name and tax number receipts have of what is sold from now on. */
export class ChangeReceiptIssuer {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly issuers: ReceiptIssuerRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.staff_required` */
  async execute(caller: Principal, issuer: ReceiptIssuer): Promise<ReceiptIssuer> {
    requireStaff(caller);
    const change = { issuer, changedBy: personOf(caller), changedAt: this.clock.now() };
    await this.unitOfWork.run(caller.utility, (tx) => this.issuers.add(tx, change));
    return issuer;
  }
}
