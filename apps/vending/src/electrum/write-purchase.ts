import type { Principal } from '@openprepay/contracts/identity';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { MoneyMinor } from '@openprepay/quantities';
import { outstandingDebt } from '../pricing/account-pricing.js';
import type { DebtRepository } from '../pricing/debt.repository.js';
import type { CompletedVend } from '../vend/vend.js';
import type { Members } from './members.js';
import { echoOf, type Transaction } from './written-request.js';
import { customerOf, meterOf, moneyOf, tokensOf, utilityOf } from './written-sale.js';

/** Writes a completed sale as the client that made it hears it, with what is left of the debts that it paid. */
export class WritePurchase {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly debts: DebtRepository,
  ) {}

  async execute({ utility, sandbox }: Principal, asked: Transaction, vend: CompletedVend): Promise<Members> {
    const { meter, commodity, accountNumber, outcome } = vend;
    const outstanding = await this.unitOfWork.run(utility, (tx) => this.outstanding(tx, vend));
    const { supplyGroupCode, keyRevision, tariffIndex } = meter.keyData;
    const keyChangeData = {
      newSupplyGroupCode: supplyGroupCode,
      newKeyRevisionNumber: String(keyRevision),
      newTariffIndex: tariffIndex,
    };
    return {
      ...echoOf(asked),
      ...moneyOf(vend, outstanding),
      meter: { ...meterOf(meter.meterNumber, meter.keyData, commodity), ...(outcome.keyChangeTokens && { keyChangeData }) },
      customer: customerOf(accountNumber),
      utility: utilityOf(utility, sandbox),
      tokens: tokensOf(vend),
      vatInvoiceNumber: outcome.receiptNumber,
    };
  }

  private async outstanding(tx: Tx, { accountNumber, debtsTaken }: CompletedVend): Promise<ReadonlyMap<string, MoneyMinor>> {
    if (accountNumber === undefined || debtsTaken.length === 0) return new Map();
    const debts = await this.debts.readOfAccount(tx, accountNumber);
    return new Map(debts.map((debt) => [debt.debtId, outstandingDebt(debt).outstandingMinor]));
  }
}
