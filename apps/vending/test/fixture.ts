import type { EventData } from '@openprepay/contracts/event';
import type { TokenIssued, TokenRefused } from '@openprepay/contracts/key-management';
import { meterPan } from '@openprepay/sts';
import { TestClock } from '@openprepay/testing/clock';
import { UTILITY } from '@openprepay/testing/identity';
import { openService } from '@openprepay/testing/open-service';
import { flatTariff, type TariffDocument } from '@openprepay/testing/tariff';
import { CreateMeter } from '../src/meters/create-meter.js';
import { FindMeters } from '../src/meters/find-meters.js';
import { UpdateMeter } from '../src/meters/update-meter.js';
import { ApplyPricing } from '../src/pricing/apply-pricing.js';
import { vendingService } from '../src/vending.js';
import { CreateVendor } from '../src/vendors/create-vendor.js';
import { DepositFloat } from '../src/vendors/deposit-float.js';
import { FindVendors } from '../src/vendors/find-vendors.js';
import { AcceptVend, type AcceptVendCommand } from '../src/vends/accept-vend.js';
import { CompleteVends } from '../src/vends/complete-vends.js';
import { FailVends } from '../src/vends/fail-vends.js';
import { FindVends } from '../src/vends/find-vends.js';
import { QuoteVend } from '../src/vends/quote-vend.js';
import { RecordDeliveries } from '../src/vends/record-deliveries.js';
import { ResendTokenRequests } from '../src/vends/resend-token-requests.js';
import { SellVend } from '../src/vends/sell-vend.js';
import type { Vend } from '../src/vends/vend.js';

interface Waits {
  readonly poolSize?: number;
  readonly vendWaitMs?: number;
  readonly pricingWaitMs?: number;
}

/** The service without its network, by the names of its use cases; nobody is waited for unless a test says so. */
export async function startVending({ poolSize = 10, vendWaitMs = 0, pricingWaitMs = 0 }: Waits = {}) {
  const clock = new TestClock('2026-11-10T08:00:00Z');
  const env = { DATABASE_POOL_SIZE: `${poolSize}`, VEND_WAIT_MS: `${vendWaitMs}`, PRICING_WAIT_MS: `${pricingWaitMs}` };
  const service = await openService(vendingService, { clock, env });
  return {
    ...service,
    clock,
    createMeter: service.get(CreateMeter),
    updateMeter: service.get(UpdateMeter),
    findMeters: service.get(FindMeters),
    createVendor: service.get(CreateVendor),
    depositFloat: service.get(DepositFloat),
    findVendors: service.get(FindVendors),
    acceptVend: service.get(AcceptVend),
    sellVend: service.get(SellVend),
    quoteVend: service.get(QuoteVend),
    findVends: service.get(FindVends),
    applyPricing: service.get(ApplyPricing),
    completeVends: service.get(CompleteVends),
    failVends: service.get(FailVends),
    recordDeliveries: service.get(RecordDeliveries),
    resendTokenRequests: service.get(ResendTokenRequests),
  };
}
export type Vending = Awaited<ReturnType<typeof startVending>>;

/** Publishes a tariff and makes it the utility's default for electricity. */
export async function publishDefault(vending: Vending, document: TariffDocument = flatTariff(), utility = UTILITY): Promise<void> {
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
