import type { EventData } from '@openprepay/contracts/event';
import type { VendorWithdrew } from '@openprepay/contracts/vendor-money';
import type { Tx } from '@openprepay/persistence/tx';
import type { FloatRepository } from '../vendors/float.repository.js';
import type { VendorRepository } from '../vendors/vendor.repository.js';
import type { WithdrawalRepository } from '../vendors/withdrawal.repository.js';

/** `float-short`: its float does not hold so much here, or there is no such vendor: nothing was taken. */
export type RebuiltWithdrawal = 'made' | 'known' | 'float-short';

/** Money that was paid back to a vendor, as the books were told of it. Who asked and under which key nobody tells. */
export class RebuildWithdrawal {
  constructor(
    private readonly vendors: VendorRepository,
    private readonly withdrawals: WithdrawalRepository,
    private readonly floats: FloatRepository,
  ) {}

  /** Safe to repeat. */
  async execute(tx: Tx, said: EventData<typeof VendorWithdrew>): Promise<RebuiltWithdrawal> {
    const { withdrawalId, vendorId, amountMinor, currency, reference, withdrawnAt } = said;
    if (await this.withdrawals.exists(tx, withdrawalId)) return 'known';
    if (!(await this.vendors.exists(tx, vendorId))) return 'float-short';
    if (!(await this.floats.withdraw(tx, vendorId, { withdrawalId, amountMinor, at: withdrawnAt }))) return 'float-short';
    const nobody = { subject: 'rebuilt', username: 'rebuilt' };
    await this.withdrawals.insert(tx, {
      ...{ withdrawalId, vendorId, amountMinor, currency, reference, withdrawnAt },
      ...{ reason: undefined, idempotencyKey: `rebuilt ${withdrawalId}`, requestedBy: nobody, approvedBy: undefined },
    });
    return 'made';
  }
}
