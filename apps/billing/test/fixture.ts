import type { EventData, ReceivedEvent } from '@openprepay/contracts/event';
import type { VendCompleted } from '@openprepay/contracts/vending';
import type { ConsumerDefinition } from '@openprepay/messaging/consume';
import { Outbox } from '@openprepay/messaging/outbox';
import { systemClock, type Clock } from '@openprepay/persistence/clock';
import { createDataSource } from '@openprepay/persistence/data-source';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { creditTenths, moneyMinor } from '@openprepay/quantities';
import { startPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { AccountRepository } from '../src/accounts/account.repository.js';
import { ChangeAccountTariff } from '../src/accounts/change-account-tariff.js';
import { OpenAccount } from '../src/accounts/open-account.js';
import { ChargeDebt } from '../src/debts/charge-debt.js';
import { DebtRepository } from '../src/debts/debt.repository.js';
import { bookVendorDeposits } from '../src/ledger/deposits.consumer.js';
import { JournalRepository } from '../src/ledger/journal.repository.js';
import { bookCompletedVends } from '../src/ledger/vends.consumer.js';
import { billingMigrations } from '../src/migrations/migrations.js';
import { ChangeDefaultTariff } from '../src/tariffs/change-default-tariff.js';
import { PublishTariff } from '../src/tariffs/publish-tariff.js';
import { TariffRepository } from '../src/tariffs/tariff.repository.js';

export const UTILITY = 'acme';

/** A clock that stands where it is put; ids are the system's. */
export class TestClock implements Clock {
  constructor(private instant: Date) {}
  now = (): Date => this.instant;
  newId = (): string => systemClock.newId();
  set(instant: string): void {
    this.instant = new Date(instant);
  }
}

export interface StoredEvent {
  readonly type: string;
  readonly utility: string;
  readonly key: string;
  readonly data: Record<string, unknown>;
}

/** The use cases of the service over a real database; events stay in the outbox, to be looked at. */
export async function startBilling() {
  const postgres = await startPostgres();
  const database = await postgres.createServiceDatabase('billing', billingMigrations);
  const dataSource = createDataSource({ url: database.url, rows: [], applicationName: 'billing-test' });
  await dataSource.initialize();
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();

  const clock = new TestClock(new Date('2026-11-10T08:00:00Z'));
  const unitOfWork = new UnitOfWork(dataSource);
  const outbox = new Outbox({ source: 'billing' });
  const accounts = new AccountRepository();
  const debts = new DebtRepository();
  const journal = new JournalRepository();
  const tariffs = new TariffRepository();
  const run = <T>(work: (tx: Tx) => Promise<T>, utility = UTILITY): Promise<T> => unitOfWork.run(utility, work);
  const deliver = (definition: ConsumerDefinition, data: readonly object[], utility = UTILITY): Promise<void> =>
    run(
      (tx) =>
        definition.handle(
          data.map((one) => received(definition, one, utility)),
          tx,
        ),
      utility,
    );

  return {
    database,
    owner,
    clock,
    run,
    accounts,
    debts,
    journal,
    tariffs,
    publishTariff: new PublishTariff(unitOfWork, tariffs, outbox, clock),
    changeDefaultTariff: new ChangeDefaultTariff(unitOfWork, tariffs, outbox, clock),
    openAccount: new OpenAccount(unitOfWork, accounts, tariffs, outbox, clock),
    changeAccountTariff: new ChangeAccountTariff(unitOfWork, accounts, tariffs, debts, outbox, clock),
    chargeDebt: new ChargeDebt(unitOfWork, accounts, debts, journal, outbox, clock),
    /** Hands completed vends to the consumer as one batch, past its inbox: as a redelivery under new event ids would come. */
    bookVends: (vends: readonly Vend[], utility?: string) => deliver(bookCompletedVends(journal, debts, clock), vends, utility),
    bookDeposits: (deposits: readonly object[], utility?: string) => deliver(bookVendorDeposits(journal, clock), deposits, utility),
    /** All events of a kind so far, in order, of every utility. */
    events: (type: string): Promise<StoredEvent[]> =>
      unitOfWork.run('*', (tx) =>
        sql<StoredEvent>(tx, 'select type, utility, key, value::jsonb as data from outbox where type = $1 order by position', [type]),
      ),
    stop: async () => {
      await owner.end();
      await dataSource.destroy();
      await postgres.stop();
    },
  };
}
export type Billing = Awaited<ReturnType<typeof startBilling>>;

export type Vend = EventData<typeof VendCompleted>;

const received = (definition: ConsumerDefinition, data: object, utility: string): ReceivedEvent => ({
  id: systemClock.newId(),
  type: definition.event.type,
  source: 'vending',
  utility,
  time: new Date('2026-11-10T08:00:00Z'),
  data,
});

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

/** The domestic tariff of docs/tariffs.md. */
export const domesticTariff = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  tariffCode: 'DOM',
  name: 'Domestic',
  commodity: 'electricity',
  currency: 'KES',
  validFrom: '2026-11-01T00:00:00Z',
  timeZone: 'Africa/Nairobi',
  energy: { blocks: [{ upTo: '30', rate: '12.22' }, { upTo: '100', rate: '16.30' }, { rate: '20.97' }] },
  levies: [
    { code: 'erc', perUnit: '0.03' },
    { code: 'rep', percent: '5' },
  ],
  fixedCharges: [{ code: 'standing', amount: '150.00', per: 'month' }],
  tax: { code: 'VAT', percent: '16', appliesTo: ['energy', 'standing'] },
  minimumTender: '10.00',
  maximumTender: '100000.00',
  unitStep: '0.1',
  unitRounding: 'down',
  ...changes,
});

/** Opens an account in Kenyan shillings. */
export const openAccount = (billing: Billing, accountNumber: string, utility = UTILITY) =>
  billing.openAccount.execute({ utility, currency: 'KES', accountNumber, name: 'Ann' });
