import type { CommissionKind } from '@openprepay/contracts/http/vending-commissions';
import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { parseScaled } from '@openprepay/quantities';
import { readAmount } from '../read-amount.js';
import type { Vendor } from '../vendors/vendor.js';
import type { VendorRepository } from '../vendors/vendor.repository.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import { VendingError } from '../vending-error.js';
import type { CommissionRepository } from './commission.repository.js';
import type { CommissionRate, CommissionRule } from './commission.js';
import type { SaidCommission } from './said-commission.js';

/** A rule as somebody writes it. */
export type WrittenRule = { readonly kind: CommissionKind } & ({ readonly percent: string } | { readonly perVend: string });

export interface SetCommissionCommand {
  readonly vendorId: string;
  readonly commission: readonly WrittenRule[];
  /** RFC 3339; now, where absent. */
  readonly effectiveFrom?: string | undefined;
}

export interface VendorAndCommission {
  readonly vendor: Vendor;
  readonly said: SaidCommission;
}

/** Decimals that a percentage has. */
const PERCENT_DECIMALS = 4;
const HUNDRED_PERCENT = 1_000_000n;

/** Says what a vendor earns by its sales from now or from later on. Sales of before keep what they have earned. */
export class SetCommission {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vendors: VendorRepository,
    private readonly commissions: CommissionRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.vendor_unknown`, `vending.commission_invalid`, `vending.amount_invalid`, `vending.staff_required` */
  async execute(caller: Principal, { vendorId, commission, effectiveFrom }: SetCommissionCommand): Promise<VendorAndCommission> {
    requireStaff(caller);
    const changedAt = this.clock.now();
    const from = effectiveFrom === undefined ? changedAt : new Date(effectiveFrom);
    if (from < changedAt)
      throw new VendingError('vending.commission_invalid', 'sales of before keep what they have earned: it begins now at the earliest');
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const vendor = await this.vendors.require(tx, vendorId);
      const rules = readRules(commission, vendor.currency);
      const said = await this.commissions.add(tx, { vendorId, rules, effectiveFrom: from, changedAt, changedBy: caller.username });
      return { vendor, said };
    });
  }
}

function readRules(written: readonly WrittenRule[], currency: string): readonly CommissionRule[] {
  if (new Set(written.map(({ kind }) => kind)).size < written.length) {
    throw new VendingError('vending.commission_invalid', 'there is one rule of a kind');
  }
  return written.map(({ kind, ...rate }) => ({ kind, rate: readRate(rate, currency) }));
}

function readRate(rate: { readonly percent: string } | { readonly perVend: string }, currency: string): CommissionRate {
  if ('perVend' in rate) return { perVendMinor: readAmount(rate.perVend, currency, { allowZero: true }) };
  const percentTenThousandths = parseScaled(rate.percent, PERCENT_DECIMALS);
  if (percentTenThousandths > HUNDRED_PERCENT) throw new VendingError('vending.commission_invalid', 'no commission is above 100 %');
  return { percentTenThousandths };
}
