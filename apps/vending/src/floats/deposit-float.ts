import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { readAmount } from '../read-amount.js';
import { VendingError } from '../vending-error.js';
import type { BookDeposit, DepositedFloat } from '../vendors/book-deposit.js';
import { type Deposit, sameDeposit } from '../vendors/deposit.js';
import type { DepositRepository } from '../vendors/deposit.repository.js';
import type { Vendor } from '../vendors/vendor.js';
import type { VendorRepository } from '../vendors/vendor.repository.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import type { AskForChange } from './ask-for-change.js';
import type { VendorChange } from './vendor-change.js';
import type { VendorChangeRepository } from './vendor-change.repository.js';
import type { VendorPolicyRepository } from './vendor-policy.repository.js';

export interface DepositFloatCommand {
  readonly vendorId: string;
  readonly amount: string;
  readonly currency: string;
  readonly reference: string;
}

/** A deposit that waits for a second person. */
export interface WaitingDeposit {
  readonly waiting: VendorChange;
  /** True where the reference had been this request before. */
  readonly replayed: boolean;
}

/** Money paid in for a vendor's float; above the policy's amount it is there once a second person says so too. */
export class DepositFloat {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vendors: VendorRepository,
    private readonly deposits: DepositRepository,
    private readonly bookDeposit: BookDeposit,
    private readonly policies: VendorPolicyRepository,
    private readonly changes: VendorChangeRepository,
    private readonly askForChange: AskForChange,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat: a utility's `reference` is one deposit.
   * @throws {VendingError} `vending.vendor_unknown`, `vending.currency_mismatch`, `vending.amount_invalid`,
   *   `vending.deposit_reference_reused`, `vending.staff_required`
   */
  async execute(caller: Principal, command: DepositFloatCommand): Promise<DepositedFloat | WaitingDeposit> {
    requireStaff(caller);
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const vendor = await this.vendors.require(tx, command.vendorId);
      const deposit = this.depositFor(vendor, command, caller.username);
      const earlier = await this.deposits.findByReference(tx, deposit.reference);
      if (earlier) return { deposit: sameDeposit(earlier, deposit), vendor, replayed: true };
      const { depositApprovalAboveMinor } = await this.policies.current(tx, vendor.currency);
      return deposit.amountMinor > depositApprovalAboveMinor ? this.ask(tx, caller, deposit) : this.bookDeposit.execute(tx, deposit);
    });
  }

  private async ask(tx: Tx, caller: Principal, deposit: Deposit): Promise<WaitingDeposit> {
    const waiting = await this.changes.awaitedDeposit(tx, deposit.reference);
    if (waiting?.wanted.kind === 'deposit') {
      sameDeposit(waiting.wanted, deposit);
      return { waiting, replayed: true };
    }
    const { vendorId, amountMinor, reference, currency } = deposit;
    const wanted = { kind: 'deposit', vendorId, amountMinor, reference } as const;
    return { waiting: await this.askForChange.execute(tx, { caller, wanted, currency }), replayed: false };
  }

  private depositFor(vendor: Vendor, { vendorId, amount, currency, reference }: DepositFloatCommand, depositedBy: string): Deposit {
    if (currency !== vendor.currency) {
      throw new VendingError('vending.currency_mismatch', `the float of vendor ${vendor.name} is in ${vendor.currency}`);
    }
    const amountMinor = readAmount(amount, currency);
    const depositedAt = this.clock.now();
    return { depositId: this.clock.newId(), vendorId, amountMinor, currency, reference, depositedAt, depositedBy, approvedBy: undefined };
  }
}
