import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { ReversalState } from '../reversals/reversal.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import type { PaymentReversal } from './payment-reversal.js';
import type { PaymentReversalRepository } from './payment-reversal.repository.js';

export interface PaymentReversalQuery extends PageQuery {
  readonly state?: ReversalState | undefined;
  readonly paymentId?: string | undefined;
}

const cursor = cursorOf(z.tuple([z.uuid()]));

/** Payments of debts that were taken back at the caller's utility, or wait for a second person, newest first. */
export class FindPaymentReversals {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly reversals: PaymentReversalRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid`; {VendingError} `vending.staff_required` */
  async execute(caller: Principal, { state, paymentId, limit, ...query }: PaymentReversalQuery): Promise<Page<PaymentReversal>> {
    requireStaff(caller);
    const [before] = cursor.read(query.cursor) ?? [];
    const wanted = { state, paymentId, before, limit: limit + 1 };
    const found = await this.unitOfWork.run(caller.utility, (tx) => this.reversals.list(tx, wanted));
    return pageOf(found, limit, ({ reversalId }) => cursor.write([reversalId]));
  }
}
