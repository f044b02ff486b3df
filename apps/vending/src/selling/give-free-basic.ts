import type { Principal } from '@openprepay/contracts/identity';
import type { SellVend, SoldVend } from './sell-vend.js';

export interface GiveFreeBasicCommand {
  /** As the label spells it. */
  readonly meterNumber: string;
  readonly idempotencyKey: string;
  /** Whom staff act for. */
  readonly vendorId?: string | undefined;
}

/** The free units that a supply's tariff gives once a calendar month: a sale of nothing to pay, by all that a sale goes through. */
export class GiveFreeBasic {
  constructor(private readonly sellVend: SellVend) {}

  /**
   * Safe to repeat: a key of a seller makes one vend, and a supply has one of these a month.
   * @throws {VendingError} `vending.free_basic_not_due`, and as `SellVend`
   */
  execute(caller: Principal, command: GiveFreeBasicCommand): Promise<SoldVend> {
    return this.sellVend.execute(caller, { ...command, free: { grant: { kind: 'free-basic' } }, paymentMethod: 'none' });
  }
}
