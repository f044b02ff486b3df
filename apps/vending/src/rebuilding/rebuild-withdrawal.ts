import type { EventData } from '@openprepay/contracts/event';
import type { VendorWithdrew } from '@openprepay/contracts/vendor-money';
import type { Tx } from '@openprepay/persistence/tx';
import { doneBy } from './done-by.js';
import type { VendorChangeRepository } from '../floats/vendor-change.repository.js';
import type { FloatRepository } from '../vendors/float.repository.js';
import type { VendorRepository } from '../vendors/vendor.repository.js';
import type { WithdrawalRepository } from '../vendors/withdrawal.repository.js';

const NOBODY = { subject: 'rebuilt', username: 'rebuilt', idempotencyKey: '', reason: undefined, approvedBy: undefined };

/** Not made: `float-short`, whose float does not hold so much here, what it may go below nothing included; `vendor-unknown`. */
export type RebuiltWithdrawal = 'made' | 'known' | 'float-short' | 'vendor-unknown';

/** Money that was paid back to a vendor, as the books were told of it. Who asked, and under which key, only later releases tell. */
export class RebuildWithdrawal {
  constructor(
    private readonly vendors: VendorRepository,
    private readonly withdrawals: WithdrawalRepository,
    private readonly floats: FloatRepository,
    private readonly changes: VendorChangeRepository,
  ) {}

  /** Safe to repeat. */
  async execute(tx: Tx, said: EventData<typeof VendorWithdrew>): Promise<RebuiltWithdrawal> {
    const { withdrawalId, vendorId, amountMinor, currency, reference, withdrawnAt } = said;
    if (await this.withdrawals.exists(tx, withdrawalId)) return 'known';
    if (!(await this.vendors.exists(tx, vendorId))) return 'vendor-unknown';
    const paid = { withdrawalId, amountMinor, at: withdrawnAt, paidBefore: true };
    if (!(await this.floats.withdraw(tx, vendorId, paid))) return 'float-short';
    const { subject, username, idempotencyKey, reason, approvedBy } = said.request ?? NOBODY;
    // paid back again since the restore: the key is of that one
    const isTaken = said.request === undefined || (await this.withdrawals.findByKey(tx, subject, idempotencyKey)) !== undefined;
    await this.withdrawals.insert(tx, {
      ...{ withdrawalId, vendorId, amountMinor, currency, reference, withdrawnAt, reason, approvedBy },
      ...{ idempotencyKey: isTaken ? `rebuilt ${withdrawalId}` : idempotencyKey, requestedBy: { subject, username } },
    });
    // it may have waited for its second person when the backup was made
    await this.changes.decide(tx, withdrawalId, doneBy(approvedBy, withdrawnAt));
    return 'made';
  }
}
