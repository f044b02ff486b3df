import { AccountPricingChanged, DefaultTariffChanged, TariffPublished } from '@openprepay/contracts/billing';
import { KeyChangeIssued, TokenIssued, TokenRefused } from '@openprepay/contracts/key-management';
import { KeyChangeRequested } from '@openprepay/contracts/key-change-requests';
import { TokenRequested } from '@openprepay/contracts/vending';
import type { TailedEvent } from '@openprepay/messaging/tail';
import { UTILITY } from '@openprepay/testing/identity';
import { newMeter } from '@openprepay/testing/meter';
import { type ServiceUnderTest, startService } from '@openprepay/testing/start-service';
import { flatTariff } from '@openprepay/testing/tariff';
import { vendingService } from '../src/vending.js';

/** A vault of the tests refuses meters of one supply group and never answers for another. */
export const REFUSED_GROUP = '999999';
export const SILENT_GROUP = '888888';

/** The whole service, and a vault that answers token requests. */
export async function startVendingService(env: Readonly<Record<string, string>> = {}) {
  const running = await startService(vendingService, {
    // Longer than an answer takes on a busy machine; whoever is never answered waits as long.
    env: { REQUESTS_UNSIGNED: 'true', VEND_WAIT_MS: '5000', PRICING_WAIT_MS: '2000', ...env },
  });
  const { call, publish } = running;
  await running.tail([TokenRequested.topic], (event) => void answerRequest(event, publish));
  return {
    ...running,
    publishDefaultTariff: async (utility = UTILITY): Promise<void> => {
      const at = new Date('2026-01-01T00:00:00Z');
      await publish(TariffPublished, { tariffCode: 'FLAT', version: 1, document: flatTariff(), publishedAt: at }, utility);
      await publish(DefaultTariffChanged, { commodity: 'electricity', tariffCode: 'FLAT', changedAt: at }, utility);
    },
    publishAccount: (accountNumber: string, revision = 1): Promise<void> =>
      publish(AccountPricingChanged, { accountNumber, revision, currency: 'KES', debts: [], changedAt: new Date() }),
    /** Registers a meter and gives its number. */
    meter: async (changes: Record<string, unknown> = {}, utility = UTILITY): Promise<string> => {
      const { keyData, accountNumber: _none, ...meter } = newMeter();
      const body = { ...meter, ...keyData, ...changes };
      const created = await call('POST', '/v1/meters', { as: { roles: ['engineer'], utility }, body });
      if (created.status !== 201) throw new Error(created.text);
      return String(created.body.meterNumber);
    },
  };
}
export type VendingService = Awaited<ReturnType<typeof startVendingService>>;

let lastToken = 0;

async function answerRequest({ type, data, utility }: TailedEvent, publish: ServiceUnderTest['publish']): Promise<void> {
  if (type === KeyChangeRequested.type) return answerKeyChange(data, utility, publish);
  if (type !== TokenRequested.type) return;
  const { requestId, meterNumber, meterPan, keyRevision, supplyGroupCode, tokens } = TokenRequested.data.parse(data);
  const now = new Date();
  if (supplyGroupCode === SILENT_GROUP) return;
  if (supplyGroupCode === REFUSED_GROUP) {
    const refusal = { code: 'key-management.supply_group_unknown', reason: 'there is no such supply group' };
    return publish(TokenRefused, { requestId, meterNumber, meterPan, ...refusal, refusedAt: now }, utility);
  }
  const issued = tokens.map(({ kind, amountTenths, value }) => ({
    token: String(++lastToken).padStart(20, '4'),
    kind,
    tokenIdentifier: lastToken,
    amountTenths,
    value,
  }));
  const answer = { requestId, meterNumber, meterPan, keyRevision, tokens: issued, sampleTables: false, issuedAt: now };
  return publish(TokenIssued, answer, utility);
}

async function answerKeyChange(data: unknown, utility: string, publish: ServiceUnderTest['publish']): Promise<void> {
  const { requestId, meterNumber, meterPan, from, to } = KeyChangeRequested.data.parse(data);
  const now = new Date();
  if (to.supplyGroupCode === SILENT_GROUP) return;
  if (to.supplyGroupCode === REFUSED_GROUP) {
    const refusal = { code: 'key-management.vending_key_unknown', reason: 'there is no such key' };
    return publish(TokenRefused, { requestId, meterNumber, meterPan, ...refusal, refusedAt: now }, utility);
  }
  const tokens = [1, 2, 3, 4].map((part) => ({ token: String(++lastToken).padStart(20, '5'), part, parts: 4 }));
  const rollover = to.baseDate > from.baseDate;
  return publish(KeyChangeIssued, { requestId, meterNumber, meterPan, tokens, rollover, sampleTables: false, issuedAt: now }, utility);
}
