import type { EventData } from '@openprepay/contracts/event';
import type { TokenIssued, TokenRefused } from '@openprepay/contracts/key-management';
import type { Principal } from '@openprepay/contracts/identity';
import { meterPan } from '@openprepay/sts';
import { TestClock } from '@openprepay/testing/clock';
import { UTILITY } from '@openprepay/testing/identity';
import { openService } from '@openprepay/testing/open-service';
import { flatTariff, type TariffDocument } from '@openprepay/testing/tariff';
import { CreateMeter } from '../src/meters/create-meter.js';
import { FindMeter } from '../src/meters/find-meter.js';
import { FindMeters } from '../src/meters/find-meters.js';
import { UpdateMeter } from '../src/meters/update-meter.js';
import { StoreAccountPricing } from '../src/pricing/store-account-pricing.js';
import { StoreDefaultTariff } from '../src/pricing/store-default-tariff.js';
import { StoreHeartbeat } from '../src/pricing/store-heartbeat.js';
import { StoreTariff } from '../src/pricing/store-tariff.js';
import { QuoteVend, type QuoteVendCommand } from '../src/selling/quote-vend.js';
import { SellVend, type SoldVend } from '../src/selling/sell-vend.js';
import { CancelVend } from '../src/settling/cancel-vend.js';
import { CompleteVends } from '../src/settling/complete-vends.js';
import { FailVends } from '../src/settling/fail-vends.js';
import { RecordDeliveries } from '../src/settling/record-deliveries.js';
import { ResendTokenRequests } from '../src/settling/resend-token-requests.js';
import { FindVend } from '../src/vend/find-vend.js';
import { FindVendByKey } from '../src/vend/find-vend-by-key.js';
import { FindVends } from '../src/vend/find-vends.js';
import type { Vend } from '../src/vend/vend.js';
import { vendingService } from '../src/vending.js';
import { CreateVendor } from '../src/floats/create-vendor.js';
import { DepositFloat } from '../src/floats/deposit-float.js';
import { FindVendor } from '../src/vendors/find-vendor.js';
import { FindVendors } from '../src/vendors/find-vendors.js';

interface Waits {
  readonly poolSize?: number;
  readonly vendWaitMs?: number;
  readonly pricingWaitMs?: number;
  /** File of the key by which requests are signed; none are unless given. */
  readonly signingKey?: string;
  /** Beside what every one has. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The service without its network, by the names of its use cases; nobody is waited for unless a test says so. */
export async function startVending({ poolSize = 10, vendWaitMs = 0, pricingWaitMs = 0, signingKey, env: more = {} }: Waits = {}) {
  const clock = new TestClock('2026-11-10T08:00:00Z');
  const env = {
    ...(signingKey === undefined ? { REQUESTS_UNSIGNED: 'true' } : { REQUEST_SIGNING_KEY_FILE: signingKey }),
    DATABASE_POOL_SIZE: `${poolSize}`,
    VEND_WAIT_MS: `${vendWaitMs}`,
    PRICING_WAIT_MS: `${pricingWaitMs}`,
    ...more,
  };
  const service = await openService(vendingService, { clock, env });
  const sellVend = service.get(SellVend);
  return {
    ...service,
    clock,
    /** Staff sell, for the vendor that is named. */
    sell: (meterNumber: string, idempotencyKey: string, { utility, ...changes }: SaleChanges = {}): Promise<SoldVend> =>
      sellVend.execute(staff(utility), { ...sale(meterNumber, changes), idempotencyKey }),
    createMeter: service.get(CreateMeter),
    updateMeter: service.get(UpdateMeter),
    findMeter: service.get(FindMeter),
    findMeters: service.get(FindMeters),
    createVendor: service.get(CreateVendor),
    depositFloat: service.get(DepositFloat),
    findVendor: service.get(FindVendor),
    findVendors: service.get(FindVendors),
    quoteVend: service.get(QuoteVend),
    findVend: service.get(FindVend),
    findVendByKey: service.get(FindVendByKey),
    findVends: service.get(FindVends),
    storeTariff: service.get(StoreTariff),
    storeHeartbeat: service.get(StoreHeartbeat),
    storeDefaultTariff: service.get(StoreDefaultTariff),
    storeAccountPricing: service.get(StoreAccountPricing),
    completeVends: service.get(CompleteVends),
    failVends: service.get(FailVends),
    recordDeliveries: service.get(RecordDeliveries),
    cancelVend: service.get(CancelVend),
    resendTokenRequests: service.get(ResendTokenRequests),
  };
}
export type Vending = Awaited<ReturnType<typeof startVending>>;

/** Somebody of a utility's staff who may do what there is to do. */
export const staff = (utility = UTILITY): Principal => ({
  subject: 'till-1',
  username: 'till-1',
  utility,
  currency: 'KES',
  timeZone: 'UTC',
  roles: ['clerk', 'operator', 'engineer'],
  platform: false,
});

/** Publishes a tariff and makes it the utility's default for electricity. */
export async function publishDefault(vending: Vending, document: TariffDocument = flatTariff(), utility = UTILITY): Promise<void> {
  const tariffCode = String(document['tariffCode']);
  await vending.run(async (tx) => {
    await vending.storeTariff.execute(tx, { version: 1, document });
    await vending.storeDefaultTariff.execute(tx, { commodity: 'electricity', tariffCode, changedAt: new Date(0) });
  }, utility);
}

export interface SaleChanges {
  readonly amount?: string;
  readonly currency?: string;
  readonly vendorId?: string;
  readonly utility?: string;
  /** In place of the amount. */
  readonly units?: NonNullable<QuoteVendCommand['units']>;
}

/** A sale as a till writes it. */
export const sale = (
  meterNumber: string,
  { amount = '100.00', currency = 'KES', vendorId, units }: SaleChanges = {},
): QuoteVendCommand => ({
  meterNumber,
  ...(units ? { units } : { tender: { amount, currency } }),
  paymentMethod: 'cash',
  vendorId,
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
