import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { ReceiptIssuer } from './receipt-issuer.js';
import type { ReceiptIssuerRepository } from './receipt-issuer.repository.js';

/** Whose name and tax number receipts have now; nobody's where nothing was said. */
export class FindReceiptIssuer {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly issuers: ReceiptIssuerRepository,
    private readonly clock: Clock,
  ) {}

  async execute({ utility }: Principal): Promise<ReceiptIssuer> {
    return (await this.unitOfWork.run(utility, (tx) => this.issuers.at(tx, this.clock.now()))) ?? {};
  }
}
