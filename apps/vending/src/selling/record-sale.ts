import { TokenRequested } from '@openprepay/contracts/vending';
import type { Tx } from '@openprepay/persistence/tx';
import type { SupplyState } from '@openprepay/tariffs';
import { earnedAtOnce, earnedBy } from '../commissions/commission.js';
import type { VaultRequests } from '../vault-requests/vault-requests.js';
import { tokenRequest } from '../vend/token-request.js';
import type { Vend } from '../vend/vend.js';
import type { TakeFloat } from '../vendors/take-float.js';
import type { SaleRepository } from './sale.repository.js';

export interface RecordSaleInput {
  readonly vend: Vend;
  /** Of its supply, with the vend in it. */
  readonly nextState: SupplyState;
  /** True: the vault is not asked. */
  readonly sandbox: boolean;
}

/** Makes a priced vend so: stores it with all that it did, asks the vault for its token, and takes the money from the float. */
export class RecordSale {
  constructor(
    private readonly sales: SaleRepository,
    private readonly requests: VaultRequests,
    private readonly takeFloat: TakeFloat,
  ) {}

  /** @throws {VendingError} as `TakeFloat` */
  async execute(tx: Tx, { vend, nextState, sandbox }: RecordSaleInput): Promise<void> {
    const { vendId, vendorId, tenderMinor: amountMinor, currency, acceptedAt: at } = vend;
    const commissionMinor = earnedAtOnce(vend);
    const cause = { kind: 'vend', causeId: vendId, earnsLater: earnedBy(vend.commission) > commissionMinor } as const;
    const payment = { ...cause, amountMinor, commissionMinor, currency, at };
    await this.sales.record(tx, vend, nextState);
    if (!sandbox) await this.requests.append(tx, TokenRequested, tokenRequest(vend, vend.acceptedAt));
    // last, so that a busy vendor's row is held for a moment only
    if (vendorId !== undefined) await this.takeFloat.execute(tx, { vendorId, ...payment });
  }
}
