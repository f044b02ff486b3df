import { randomUUID } from 'node:crypto';
import { MAX_PAGE } from '@openprepay/contracts/http/page';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import { pause } from '@openprepay/pace/pause';
import { signIn } from './gateway.client.js';
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
  const { vending } = await signIn(gatewayUrl, { username: 'vendor', password });
  const { billing } = await signIn(gatewayUrl, { username: 'clerk', password });

  const vend = await progress.step(`selling ${TENDER} ${currency} to meter ${meterNumber}`, () =>
    vending.sellVend({
      headers: { 'idempotency-key': randomUUID() },
      body: { meterNumber, tender: { amount: TENDER, currency }, paymentMethod: 'cash' },
    }),
  );
  const { vendId } = vend.body;
  const readVend = async (): Promise<VendAnswer> => (await vending.readVend({ params: { vendId } })).body;
  const sold = await until(readVend, ({ state }) => state === 'completed');
  const credited = await progress.step('waiting for the meter to say that it has credited the token', () => until(readVend, isCredited));
  await progress.step('waiting for the books', () =>
    until(
      async () => (await billing.listJournalEntries({ query: { reference: `vend:${vendId}` } })).body.items,
      (entries) => entries.length > 0,
    ),
  );
  const { body: ledger } = await billing.readLedger({ params: { accountNumber } });
  const { body: trial } = await billing.readTrialBalance();

  return {
    vendId,
    meterNumber,
    token: sold.tokens?.[0]?.token ?? '',
    units: sold.units,
    accepted: isCredited(credited),
    ledgerBalanced: trial.balanced,
    ledgerBalance: `${ledger.balance} ${ledger.currency}`,
  };
}

const isCredited = ({ delivery }: VendAnswer): boolean => delivery.state === 'credited';

/** Asks until it is so or patience ends; the last answer either way. */
async function until<Answer>(ask: () => Promise<Answer>, isSo: (answer: Answer) => boolean): Promise<Answer> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (isSo(answer) || Date.now() > deadline) return answer;
    await pause(POLL_MS);
  }
}

/** How many readings of these meters are stored, as soon as there are some. */
export async function countReadings(gatewayUrl: string, password: string, meterNumbers: readonly string[]): Promise<number> {
  const { telemetry } = await signIn(gatewayUrl, { username: 'operator', password });
  const count = async (): Promise<number> => {
    let stored = 0;
    for (const meterNumber of meterNumbers) {
      const { body } = await telemetry.listReadings({ params: { meterNumber }, query: { register: '1-0:1.8.0', limit: MAX_PAGE } });
      stored += body.items.length;
    }
    return stored;
  };
  return until(count, (stored) => stored > 0);
}
