import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { AccountRepository } from '../accounts/account.repository.js';
import type { Payment } from './payment.js';
import type { PaymentRepository } from './payment.repository.js';

const MAX_NUMBER = 2_147_483_647;
const cursor = cursorOf(z.tuple([z.int().positive().max(MAX_NUMBER)]));

/** An account's payments, the newest first. */
export class FindPayments {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: AccountRepository,
    private readonly payments: PaymentRepository,
  ) {}

  /** @throws {BillingError} `billing.account_unknown`; `request.cursor_invalid` */
  async execute(caller: Principal, { accountNumber, ...query }: PageQuery & { readonly accountNumber: string }): Promise<Page<Payment>> {
    const [before] = cursor.read(query.cursor) ?? [];
    return this.unitOfWork.run(caller.utility, async (tx) => {
      await this.accounts.require(tx, accountNumber);
      const found = await this.payments.list(tx, accountNumber, { before, limit: query.limit + 1 });
      return pageOf(found, query.limit, (last) => cursor.write([last.number]));
    });
  }
}
