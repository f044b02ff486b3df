import { creditTenths, moneyMinor } from '@openprepay/quantities';
import { AccountPricingChanged } from '@openprepay/contracts/billing';
import type { EventData } from '@openprepay/contracts/event';
import type { Principal } from '@openprepay/contracts/identity';
import { VendCompleted, VendorDeposited } from '@openprepay/contracts/vending';
import { systemClock } from '@openprepay/persistence/clock';
import { TestClock } from '@openprepay/testing/clock';
import { UTILITY } from '@openprepay/testing/identity';
import { openService } from '@openprepay/testing/open-service';
import { ChangeAccountTariff } from '../src/account-tariffs/change-account-tariff.js';
import { OpenAccount } from '../src/accounts/open-account.js';
import { billingService } from '../src/billing.js';
import { ChargeDebt } from '../src/debts/charge-debt.js';
import { DebtRepository } from '../src/debts/debt.repository.js';
import { BalanceRepository } from '../src/ledger/balance.repository.js';
import { JournalRepository } from '../src/ledger/journal.repository.js';
import { ChangeDefaultTariff } from '../src/tariffs/change-default-tariff.js';
import { TakePayment, type TakePaymentCommand } from '../src/payments/take-payment.js';
import { PublishTariff } from '../src/tariffs/publish-tariff.js';
import { TariffRepository } from '../src/tariffs/tariff.repository.js';

/** The service without its network, by the names of its use cases; tariffs may begin at once unless a test says otherwise. */
export async function startBilling(env: Readonly<Record<string, string>> = {}) {
  const clock = new TestClock('2026-11-10T08:00:00Z');
  const service = await openService(billingService, { clock, env: { TARIFF_LEAD_MINUTES: '0', ...env } });
  return {
    ...service,
    clock,
    debts: service.get(DebtRepository),
    journal: service.get(JournalRepository),
    balances: service.get(BalanceRepository),
    tariffs: service.get(TariffRepository),
    publishTariff: service.get(PublishTariff),
    changeDefaultTariff: service.get(ChangeDefaultTariff),
    openAccount: service.get(OpenAccount),
    changeAccountTariff: service.get(ChangeAccountTariff),
    chargeDebt: service.get(ChargeDebt),
    /** Takes a payment in Kenyan shillings, under a key and a reference of its own unless a test gives them. */
    pay: (accountNumber: string, amount: string, changes: Partial<TakePaymentCommand> = {}) =>
      service.get(TakePayment).execute(clerkOf(), { ...paymentOf(accountNumber, amount), ...changes }),
    /** Completed vends as one batch, each under a new event id: as a redelivery past the inbox would come. */
    bookVends: (vends: readonly Vend[], utility = UTILITY) => service.deliver(VendCompleted, vends, { utility }),
    bookDeposits: (deposits: readonly EventData<typeof VendorDeposited>[], utility = UTILITY) =>
      service.deliver(VendorDeposited, deposits, { utility }),
  };
}
export type Billing = Awaited<ReturnType<typeof startBilling>>;

export type Vend = EventData<typeof VendCompleted>;

/** A completed vend whose lines add up to its tender; amounts in cents. */
export const vendOf = (changes: Partial<Vend> = {}): Vend => ({
  vendId: systemClock.newId(),
  receiptNumber: '0000000001',
  meterNumber: '00100000017',
  meterPan: '600727001000000176',
  commodity: 'electricity',
  currency: 'KES',
  tenderMinor: moneyMinor(10_000n),
  paymentMethod: 'cash',
  unitsTenths: creditTenths(500n),
  lines: [
    { kind: 'energy', code: 'energy', amountMinor: moneyMinor(8_620n) },
    { kind: 'tax', code: 'VAT', amountMinor: moneyMinor(1_380n) },
  ],
  tariff: { code: 'DOM', version: 1 },
  tokens: [],
  completedAt: new Date('2026-11-10T08:00:00Z'),
  ...changes,
});

/** A vend of 100.00 of which 40.00 went to a debt. */
export const vendWithDebt = (accountNumber: string, debtId: string, recovered = 4_000n): Vend =>
  vendOf({
    accountNumber,
    lines: [
      { kind: 'debt', code: 'meter-loan', amountMinor: moneyMinor(recovered), debtId },
      { kind: 'energy', code: 'energy', amountMinor: moneyMinor(10_000n - recovered) },
    ],
  });

/** Whoever may do all of it in a utility that keeps its books in Kenyan shillings. */
export const clerkOf = (utility = UTILITY, currency = 'KES'): Principal => ({
  subject: 'clerk-1',
  username: 'clerk',
  utility,
  currency,
  timeZone: 'Africa/Nairobi',
  roles: ['clerk'],
  platform: false,
});

/** Charges 100.00, by default to be recovered as a fifth of each vend. */
export const chargeDebt = (
  billing: Billing,
  accountNumber: string,
  code: string,
  recovery: { share: string } | { amount: string } = { share: '20' },
) => billing.chargeDebt.execute(clerkOf(), { accountNumber, code, outstanding: '100.00', recovery });

/** All that vending was told of an account's pricing. */
export const pricingOf = async (billing: Billing, accountNumber: string) =>
  (await billing.events(AccountPricingChanged)).filter(({ data }) => data.accountNumber === accountNumber).map(({ data }) => data);

const paymentOf = (accountNumber: string, amount: string): TakePaymentCommand => ({
  accountNumber,
  amount,
  currency: 'KES',
  idempotencyKey: systemClock.newId(),
  reference: systemClock.newId(),
});

/** Opens an account in Kenyan shillings. */
export const openAccount = (billing: Billing, accountNumber: string, utility = UTILITY) =>
  billing.openAccount.execute(clerkOf(utility), { accountNumber, name: 'Ann' });
