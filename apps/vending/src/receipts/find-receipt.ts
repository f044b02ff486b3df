import type { Principal } from '@openprepay/contracts/identity';
import type { FindVend } from '../vend/find-vend.js';
import { type CompletedVend, requireCompleted } from '../vend/vend.js';

/** A vend that has a receipt. */
export class FindReceipt {
  constructor(private readonly findVend: FindVend) {}

  /** @throws {VendingError} `vending.vend_not_completed`, and as `FindVend` */
  async execute(caller: Principal, query: { readonly vendId: string }): Promise<CompletedVend> {
    return requireCompleted(await this.findVend.execute(caller, query));
  }
}
