import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import { vendorScope } from '../vendors/vendor-scope.js';
import type { AccountPayment } from './account-payment.js';
import type { AccountPaymentRepository } from './account-payment.repository.js';

export interface AccountPaymentQuery extends PageQuery {
  readonly accountNumber?: string | undefined;
  readonly vendorId?: string | undefined;
}

const cursor = cursorOf(z.tuple([z.uuid()]));

/** Payments of debts that vendors have taken, newest first; a vendor's user sees its own. */
export class FindAccountPayments {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly payments: AccountPaymentRepository,
  ) {}

  /** @throws {VendingError} `vending.vendor_required`, `vending.vendor_not_yours`; {PersistenceError} `request.cursor_invalid` */
  async execute(caller: Principal, { accountNumber, limit, ...query }: AccountPaymentQuery): Promise<Page<AccountPayment>> {
    const vendorId = vendorScope(caller, query.vendorId);
    const [before] = cursor.read(query.cursor) ?? [];
    const wanted = { accountNumber, vendorId, before, limit: limit + 1 };
    const found = await this.unitOfWork.run(caller.utility, (tx) => this.payments.list(tx, wanted));
    return pageOf(found, limit, ({ paymentId }) => cursor.write([paymentId]));
  }

  /** What a key of the caller's vendor has paid. */
  async byKey(caller: Principal, idempotencyKey: string): Promise<AccountPayment | undefined> {
    const vendorId = vendorScope(caller);
    if (vendorId === undefined) return undefined;
    return this.unitOfWork.run(caller.utility, (tx) => this.payments.findByKey(tx, vendorId, idempotencyKey));
  }
}
