import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import type { SignedIn } from '@openprepay/standalone/gateway-client';
import { listAll } from './lists.js';
import { until } from './until.js';
import type { ReportingMeter } from './reporting-meter.js';

const PATIENCE_MS = 60_000;

/** Waits until every vend is in the journal, then tells how often each of them is. */
export async function bookingsOf(
  { billing }: SignedIn,
  vends: readonly VendAnswer[],
  timeoutMs = PATIENCE_MS,
): Promise<ReadonlyMap<string, number>> {
  const wanted = new Set(vends.map(({ vendId }) => `vend:${vendId}`));
  let found = new Map<string, number>();
  await until(
    async () => {
      found = new Map();
      for (const { reference } of await listAll((query) => billing.listJournalEntries({ query }))) {
        if (reference.startsWith('vend:')) found.set(reference, (found.get(reference) ?? 0) + 1);
      }
      return [...wanted].every((reference) => found.has(reference));
    },
    { timeoutMs },
  );
  return found;
}

/** Waits until every acknowledged reading is stored once, as it was sent. */
export async function untilReadingsStored({ telemetry }: SignedIn, meters: readonly ReportingMeter[]): Promise<void> {
  for (const meter of meters) {
    await until(
      async () => {
        const { meterNumber } = meter;
        const stored = await listAll((query) =>
          telemetry.listReadings({ params: { meterNumber }, query: { ...query, register: '1-0:1.8.0' } }),
        );
        const values = new Map(stored.map(({ ts, value }) => [new Date(ts).toISOString(), value]));
        const times = new Set(values.keys());
        if (times.size !== stored.length) throw new Error(`meter ${meterNumber} has a reading twice`);
        return meter.acknowledged.every(({ ts, value }) => Number(values.get(ts)) === Number(value));
      },
      { timeoutMs: PATIENCE_MS },
    );
  }
}
