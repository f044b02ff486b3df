import { randomUUID } from 'node:crypto';
import { pause } from '@openprepay/pace/pause';
import { GatewayClient, type Json } from './gateway.client.js';
import type { Progress } from './progress.js';

export interface SaleOptions {
  readonly gatewayUrl: string;
  readonly password: string;
  readonly currency: string;
  readonly meterNumber: string;
  readonly accountNumber: string;
  readonly progress: Progress;
}

export interface Sale {
  readonly vendId: string;
  readonly meterNumber: string;
  readonly token: string;
  readonly units: { readonly value: string; readonly unit: string };
  readonly accepted: boolean;
  readonly ledgerBalanced: boolean;
  readonly ledgerBalance: string;
}

const TENDER = '20';
const PATIENCE_MS = 30_000;
const POLL_MS = 50;

/** Sells to one meter as a vendor would, then waits for the meter's verdict and for the books. */
export async function firstSale(options: SaleOptions): Promise<Sale> {
  const { gatewayUrl, password, currency, meterNumber, accountNumber, progress } = options;
  const vendor = await GatewayClient.signIn(gatewayUrl, 'vendor', password);
  const clerk = await GatewayClient.signIn(gatewayUrl, 'clerk', password);

  const vend = await progress.step(`selling ${TENDER} ${currency} to meter ${meterNumber}`, () =>
    vendor.post(
      '/api/vending/v1/vends',
      { meterNumber, tender: { amount: TENDER, currency }, paymentMethod: 'cash' },
      { 'idempotency-key': randomUUID() },
    ),
  );
  const vendId = String(vend['vendId']);
  const sold = await until(
    () => vendor.get(`/api/vending/v1/vends/${vendId}`),
    (now) => now['state'] === 'completed',
  );
  const credited = await progress.step('waiting for the meter to say that it has credited the token', () =>
    until(() => vendor.get(`/api/vending/v1/vends/${vendId}`), isCredited),
  );
  const ledger = await progress.step('waiting for the books', () =>
    until(
      () => clerk.get(`/api/billing/v1/accounts/${accountNumber}/ledger`),
      (now) => (now['items'] as readonly Json[]).some((entry) => entry['reference'] === `vend:${vendId}`),
    ),
  );
  const trial = await clerk.get('/api/billing/v1/trial-balance');

  const [token] = sold['tokens'] as readonly Json[];
  return {
    vendId,
    meterNumber,
    token: textOf(token?.['token']),
    units: sold['units'] as Sale['units'],
    accepted: isCredited(credited),
    ledgerBalanced: trial['balanced'] === true,
    ledgerBalance: `${String(ledger['balance'])} ${String(ledger['currency'])}`,
  };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const isCredited = (vend: Json): boolean => (vend['delivery'] as Json | undefined)?.['state'] === 'credited';

/** Asks until it is so or patience ends; the last answer either way. */
async function until(ask: () => Promise<Json>, isSo: (answer: Json) => boolean): Promise<Json> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (isSo(answer) || Date.now() > deadline) return answer;
    await pause(POLL_MS);
  }
}

/** How many readings of these meters are stored by now. */
export async function countReadings(gatewayUrl: string, password: string, meterNumbers: readonly string[]): Promise<number> {
  const operator = await GatewayClient.signIn(gatewayUrl, 'operator', password);
  let stored = 0;
  for (const meterNumber of meterNumbers) {
    const { items } = await operator.get(`/api/telemetry/v1/meters/${meterNumber}/readings?register=1-0:1.8.0&limit=500`);
    stored += (items as readonly Json[]).length;
  }
  return stored;
}
