import { TokenIssued, TokenRefused } from '@openprepay/contracts/key-management';
import type { EventData } from '@openprepay/contracts/event';
import { Outbox } from '@openprepay/messaging/outbox';
import { systemClock, type Clock } from '@openprepay/persistence/clock';
import { createDataSource } from '@openprepay/persistence/data-source';
import { Notifications } from '@openprepay/persistence/notifications';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { makeMeterNumber, meterPan } from '@openprepay/sts';
import { startPostgres } from '@openprepay/testing/postgres';
import { pino } from 'pino';
import { CreateMeter } from '../src/meters/create-meter.js';
import { FindMeters } from '../src/meters/find-meters.js';
import type { NewMeter } from '../src/meters/meter.js';
import { MeterRepository } from '../src/meters/meter.repository.js';
import { UpdateMeter } from '../src/meters/update-meter.js';
import { ApplyPricing } from '../src/pricing/apply-pricing.js';
import { DebtRepository } from '../src/pricing/debt.repository.js';
import { PricingRepository } from '../src/pricing/pricing.repository.js';
import { SupplyRepository } from '../src/pricing/supply.repository.js';
import { TariffBook } from '../src/pricing/tariff-book.js';
import { ReceiptNumbers } from '../src/receipts/receipt-numbers.repository.js';
import { vendingMigrations, vendingRows } from '../src/vending.js';
import { CreateVendor } from '../src/vendors/create-vendor.js';
import { DepositFloat } from '../src/vendors/deposit-float.js';
import { FindVendors } from '../src/vendors/find-vendors.js';
import { TakeFloat } from '../src/vendors/take-float.js';
import { VendorRepository } from '../src/vendors/vendor.repository.js';
import { AcceptVend, type AcceptVendCommand } from '../src/vends/accept-vend.js';
import { CompleteVends } from '../src/vends/complete-vends.js';
import { FailVends } from '../src/vends/fail-vends.js';
import { FindVends } from '../src/vends/find-vends.js';
import { PricingKnowledge } from '../src/vends/pricing-knowledge.js';
import { QuoteVend } from '../src/vends/quote-vend.js';
import { RecordDeliveries } from '../src/vends/record-deliveries.js';
import { ResendTokenRequests } from '../src/vends/resend-token-requests.js';
import { SaleRepository } from '../src/vends/sale.repository.js';
import { SellVend } from '../src/vends/sell-vend.js';
import { SupplyPricer } from '../src/vends/supply-pricer.js';
import type { Vend } from '../src/vends/vend.js';
import { VendAnswers } from '../src/vends/vend-answers.js';
import { VendRepository } from '../src/vends/vend.repository.js';

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
export async function startVending(
  options: { readonly poolSize?: number; readonly vendWaitMs?: number; readonly pricingWaitMs?: number } = {},
) {
  const postgres = await startPostgres();
  const database = await postgres.createServiceDatabase('vending', vendingMigrations);
  const dataSource = createDataSource({
    url: database.url,
    rows: vendingRows,
    poolSize: options.poolSize ?? 10,
    applicationName: 'vending-test',
  });
  await dataSource.initialize();
  const notifications = new Notifications({ url: database.url, logger: pino({ level: 'silent' }) });
  await notifications.start();

  const clock = new TestClock(new Date('2026-11-10T08:00:00Z'));
  const unitOfWork = new UnitOfWork(dataSource);
  const outbox = new Outbox({ source: 'vending' });
  const meters = new MeterRepository();
  const supplies = new SupplyRepository();
  const debts = new DebtRepository();
  const pricing = new PricingRepository();
  const vendors = new VendorRepository();
  const vends = new VendRepository();
  const sales = new SaleRepository();
  const pricer = new SupplyPricer(new TariffBook(pricing), debts);
  const knowledge = new PricingKnowledge(notifications, unitOfWork, meters, sales, options.pricingWaitMs ?? 0);
  const answers = new VendAnswers(notifications, unitOfWork, vends, options.vendWaitMs ?? 0);
  const acceptVend = new AcceptVend(unitOfWork, meters, vends, sales, pricer, new TakeFloat(vendors), outbox, answers, clock);

  return {
    database,
    clock,
    unitOfWork,
    vends,
    createMeter: new CreateMeter(unitOfWork, meters, supplies, outbox, clock),
    updateMeter: new UpdateMeter(unitOfWork, meters, supplies, outbox, clock),
    findMeters: new FindMeters(unitOfWork, meters),
    createVendor: new CreateVendor(unitOfWork, vendors, clock),
    depositFloat: new DepositFloat(unitOfWork, vendors, outbox, clock),
    findVendors: new FindVendors(unitOfWork, vendors),
    acceptVend,
    sellVend: new SellVend(acceptVend, knowledge),
    quoteVend: new QuoteVend(unitOfWork, meters, sales, pricer, knowledge, clock),
    findVends: new FindVends(unitOfWork, vends),
    applyPricing: new ApplyPricing(pricing, debts, outbox, clock),
    completeVends: new CompleteVends(vends, new ReceiptNumbers(), outbox, answers, clock),
    failVends: new FailVends(vends, meters, supplies, debts, vendors, outbox, answers, clock),
    recordDeliveries: new RecordDeliveries(vends),
    resendTokenRequests: (retryMs: number) => new ResendTokenRequests(unitOfWork, vends, outbox, clock, retryMs),
    run: <T>(work: (tx: Tx) => Promise<T>, utility = UTILITY): Promise<T> => unitOfWork.run(utility, work),
    /** All events of a kind so far, in order, of every utility. */
    events: (type: string): Promise<StoredEvent[]> =>
      unitOfWork.run('*', (tx) =>
        sql<StoredEvent>(tx, 'SELECT type, utility, key, value::jsonb AS data FROM outbox WHERE type = $1 ORDER BY id', [type]),
      ),
    stop: async () => {
      await notifications.stop();
      await dataSource.destroy();
      await postgres.stop();
    },
  };
}
export type Vending = Awaited<ReturnType<typeof startVending>>;

let lastSerial = 0;
/** A meter number that no other test has. */
export const newMeterNumber = (): string => makeMeterNumber('07', String(++lastSerial).padStart(8, '0'));

export const newMeter = (changes: Partial<NewMeter> = {}): NewMeter => ({
  meterNumber: newMeterNumber(),
  commodity: 'electricity',
  accountNumber: undefined,
  keyData: {
    supplyGroupCode: '600100',
    keyType: 2,
    keyRevision: 1,
    tariffIndex: '01',
    encryptionAlgorithm: 'EA11',
    decoderKeyAlgorithm: 'DKGA04',
    baseDate: 2014,
  },
  ...changes,
});

/** A tariff that sells one unit for one shilling. */
export const flatTariff = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  tariffCode: 'FLAT',
  commodity: 'electricity',
  currency: 'KES',
  validFrom: '2026-01-01T00:00:00Z',
  energy: { blocks: [{ rate: '1' }] },
  ...changes,
});

/** Publishes a tariff and makes it the utility's default for electricity. */
export async function publishDefault(vending: Vending, document = flatTariff(), utility = UTILITY): Promise<void> {
  await vending.run(async (tx) => {
    await vending.applyPricing.tariff(tx, { version: 1, document });
    await vending.applyPricing.defaultTariff(tx, 'electricity', { tariffCode: String(document['tariffCode']), changedAt: new Date(0) });
  }, utility);
}

export const command = (
  meterNumber: string,
  idempotencyKey: string,
  changes: { amount?: string; vendorId?: string; utility?: string } = {},
): AcceptVendCommand => ({
  utility: changes.utility ?? UTILITY,
  seller: { vendorId: changes.vendorId, soldBy: 'till-1' },
  idempotencyKey,
  request: { meterNumber, tender: { amount: changes.amount ?? '100.00', currency: 'KES' }, paymentMethod: 'cash' },
});

let lastToken = 0;
/** What the vault answers when it issues. */
export const issuedFor = (vend: Vend): EventData<typeof TokenIssued> => ({
  requestId: vend.vendId,
  meterNumber: vend.meter.meterNumber,
  meterPan: vend.meter.meterPan,
  keyRevision: 1,
  tokens: [
    { token: String(++lastToken).padStart(20, '1'), kind: 'credit', tokenIdentifier: lastToken, amountTenths: vend.effect.unitsTenths },
  ],
  sampleTables: false,
  issuedAt: new Date('2026-11-10T08:00:01Z'),
});

/** What the vault answers when it does not. */
export const refusedFor = (vend: Vend): EventData<typeof TokenRefused> => ({
  requestId: vend.vendId,
  meterNumber: vend.meter.meterNumber,
  meterPan: meterPan(vend.meter.meterNumber),
  code: 'key-management.supply_group_unknown',
  reason: 'there is no such supply group',
  refusedAt: new Date('2026-11-10T08:00:01Z'),
});
