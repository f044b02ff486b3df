import type { EventData } from '@openprepay/contracts/event';
import type { VendCompleted } from '@openprepay/contracts/vending';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { addTo, type MoneyMinor } from '@openprepay/quantities';
import type { DebtRepository } from '../debts/debt.repository.js';
import type { ReturnSettlements } from '../debts/return-settlements.js';
import type { JournalRepository } from '../ledger/journal.repository.js';
import { vendEntry, vendReference } from './vend-entry.js';

type Vend = EventData<typeof VendCompleted>;

/** Books completed vends and counts what they recovered of debts. A vend that is booked already changes nothing. */
export class BookVends {
  constructor(
    private readonly journal: JournalRepository,
    private readonly debts: DebtRepository,
    private readonly returnSettlements: ReturnSettlements,
    private readonly clock: Clock,
  ) {}

  /** @throws {BillingError} `billing.entry_unbalanced`, `billing.debt_unknown`, `billing.debt_overrecovered` */
  async execute(tx: Tx, completed: readonly Vend[]): Promise<void> {
    // One vend may come twice in one batch, under two event ids: it is one vend all the same.
    const vends = [...new Map(completed.map((vend) => [vend.vendId, vend])).values()];
    const booked = await this.journal.post(
      tx,
      vends.map((vend) => vendEntry(vend, this.clock.newId())),
    );
    const fresh = vends.filter((vend) => booked.has(vendReference(vend)));
    const givenBack = await this.debts.addRecovered(tx, recoveredBy(fresh));
    await this.returnSettlements.execute(
      tx,
      givenBack.map((debt) => ({ ...debt, cause: recoverer(debt.debtId, fresh) })),
    );
  }
}

/** The reference of the last vend that recovered of a debt. */
const recoverer = (debtId: string, vends: readonly Vend[]): string =>
  vendReference(vends.findLast(({ lines }) => lines.some((line) => line.debtId === debtId))!);

/** What vends recovered, by debt. */
export function recoveredBy(vends: readonly Vend[]): ReadonlyMap<string, MoneyMinor> {
  const recovered = new Map<string, MoneyMinor>();
  for (const { debtId, amountMinor } of vends.flatMap(({ lines }) => lines)) {
    if (debtId !== undefined) addTo(recovered, debtId, amountMinor);
  }
  return recovered;
}
