import type { Principal } from '@openprepay/contracts/identity';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { FindVend } from '../vend/find-vend.js';
import { type CompletedVend, requireCompleted } from '../vend/vend.js';
import type { ReceiptIssuer } from './receipt-issuer.js';
import type { ReceiptIssuerRepository } from './receipt-issuer.repository.js';
import type { VendorTaxNumberRepository } from './vendor-tax-number.repository.js';

export interface VendWithReceipt {
  readonly vend: CompletedVend;
  /** As it was said when the vend was completed. */
  readonly issuer: ReceiptIssuer | undefined;
  /** Its vendor's, as it was said then. */
  readonly vendorTaxNumber: string | undefined;
}

/** A vend that has a receipt, and whose it says that it is. */
export class FindReceipt {
  constructor(
    private readonly findVend: FindVend,
    private readonly unitOfWork: UnitOfWork,
    private readonly issuers: ReceiptIssuerRepository,
    private readonly taxNumbers: VendorTaxNumberRepository,
  ) {}

  /** @throws {VendingError} `vending.vend_not_completed`, and as `FindVend` */
  async execute(caller: Principal, query: { readonly vendId: string }): Promise<VendWithReceipt> {
    const vend = requireCompleted(await this.findVend.execute(caller, query));
    const { completedAt } = vend.outcome;
    return this.unitOfWork.run(caller.utility, async (tx) => ({
      vend,
      issuer: await this.issuers.at(tx, completedAt),
      vendorTaxNumber: vend.vendorId === undefined ? undefined : await this.taxNumbers.at(tx, vend.vendorId, completedAt),
    }));
  }
}
