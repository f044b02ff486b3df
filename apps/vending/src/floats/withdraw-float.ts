import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { personOf } from '../person.js';
import { readAmount } from '../read-amount.js';
import { type BookWithdrawal, exceedsFloat } from '../vendors/book-withdrawal.js';
import type { Vendor } from '../vendors/vendor.js';
import type { VendorRepository } from '../vendors/vendor.repository.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import { sameWithdrawal, type WantedWithdrawal, type Withdrawal } from '../vendors/withdrawal.js';
import type { WithdrawalRepository } from '../vendors/withdrawal.repository.js';
import { VendingError } from '../vending-error.js';
import type { AskForChange } from './ask-for-change.js';
import type { VendorChange } from './vendor-change.js';
import type { VendorChangeRepository } from './vendor-change.repository.js';
import type { VendorPolicyRepository } from './vendor-policy.repository.js';

export interface WithdrawFloatCommand {
  readonly vendorId: string;
  readonly idempotencyKey: string;
  /** Decimal, in the vendor's currency. */
  readonly amount: string;
  readonly currency: string;
  readonly reference?: string | undefined;
  readonly reason?: string | undefined;
}

export interface WithdrawnFloat {
  readonly withdrawal: Withdrawal;
  readonly vendor: Vendor;
  /** True where the key had been this withdrawal before. */
  readonly replayed: boolean;
}

/** A withdrawal that waits for a second person, or that one has refused. */
export interface WaitingWithdrawal {
  readonly waiting: VendorChange;
  /** True where the key had been this request before. */
  readonly replayed: boolean;
}

/** Pays money of a float back to its vendor; above the policy's amount once a second person says so too. */
export class WithdrawFloat {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vendors: VendorRepository,
    private readonly withdrawals: WithdrawalRepository,
    private readonly bookWithdrawal: BookWithdrawal,
    private readonly policies: VendorPolicyRepository,
    private readonly changes: VendorChangeRepository,
    private readonly askForChange: AskForChange,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat: a person's key is one withdrawal.
   * @throws {VendingError} `vending.vendor_unknown`, `vending.currency_mismatch`, `vending.amount_invalid`,
   *   `vending.withdrawal_exceeds_float`, `vending.idempotency_key_reused`, `vending.staff_required`
   */
  async execute(caller: Principal, command: WithdrawFloatCommand): Promise<WithdrawnFloat | WaitingWithdrawal> {
    requireStaff(caller);
    const { idempotencyKey } = command;
    return this.unitOfWork.run(caller.utility, async (tx) => {
      await this.withdrawals.lockPerson(tx, caller.subject);
      const vendor = await this.vendors.require(tx, command.vendorId);
      const wanted = readWanted(vendor, command);
      const earlier = await this.earlier(tx, caller, { vendor, wanted, idempotencyKey });
      if (earlier) return earlier;

      const { currency } = vendor;
      // Nobody is asked for what there is not; what there is when the second person says so is looked at then.
      if (wanted.amountMinor > vendor.floatMinor) throw exceedsFloat(vendor);
      const { withdrawalApprovalAboveMinor } = await this.policies.current(tx, currency);
      if (wanted.amountMinor > withdrawalApprovalAboveMinor) {
        const asked = { kind: 'withdrawal', ...wanted, idempotencyKey } as const;
        return { waiting: await this.askForChange.execute(tx, { caller, wanted: asked, currency }), replayed: false };
      }
      const [withdrawalId, withdrawnAt] = [this.clock.newId(), this.clock.now()];
      const people = { requestedBy: personOf(caller), approvedBy: undefined };
      const withdrawal = { ...wanted, ...people, withdrawalId, currency, idempotencyKey, withdrawnAt };
      return { withdrawal, vendor: await this.bookWithdrawal.execute(tx, withdrawal), replayed: false };
    });
  }

  /** What the key was before: money that was paid back, or what waits for a second person. */
  private async earlier(
    tx: Tx,
    { subject }: Principal,
    { vendor, wanted, idempotencyKey }: { readonly vendor: Vendor; readonly wanted: WantedWithdrawal; readonly idempotencyKey: string },
  ): Promise<WithdrawnFloat | WaitingWithdrawal | undefined> {
    const withdrawal = await this.withdrawals.findByKey(tx, subject, idempotencyKey);
    if (withdrawal) return { withdrawal: sameWithdrawal(withdrawal, wanted), vendor, replayed: true };
    const waiting = await this.changes.withdrawalOf(tx, subject, idempotencyKey);
    if (waiting?.wanted.kind !== 'withdrawal') return undefined;
    sameWithdrawal(waiting.wanted, wanted);
    return { waiting, replayed: true };
  }
}

function readWanted(vendor: Vendor, { vendorId, amount, currency, reference, reason }: WithdrawFloatCommand): WantedWithdrawal {
  if (currency !== vendor.currency) {
    throw new VendingError('vending.currency_mismatch', `the float of vendor ${vendor.name} is in ${vendor.currency}`);
  }
  return { vendorId, amountMinor: readAmount(amount, currency), reference, reason };
}
