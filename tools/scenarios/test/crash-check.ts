import type { GatewayClient, Json } from '@openprepay/standalone/gateway-client';
import { until } from './until.js';
import type { ReportingMeter } from './reporting-meter.js';

const PATIENCE_MS = 60_000;

/** Every page of a list. */
export async function listAll(client: GatewayClient, path: string): Promise<readonly Json[]> {
  const items: Json[] = [];
  let cursor: string | undefined;
  do {
    const joint = path.includes('?') ? '&' : '?';
    const page: Json = await client.get(`${path}${joint}limit=500${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
    items.push(...(page['items'] as readonly Json[]));
    cursor = page['nextCursor'] as string | undefined;
  } while (cursor !== undefined);
  return items;
}

/** Waits until every vend is in the journal, then tells how often each of them is. */
export async function bookingsOf(clerk: GatewayClient, vends: readonly Json[]): Promise<ReadonlyMap<string, number>> {
  const wanted = new Set(vends.map((vend) => `vend:${String(vend['vendId'])}`));
  let found = new Map<string, number>();
  await until(
    async () => {
      found = new Map();
      for (const entry of await listAll(clerk, '/api/billing/v1/journal-entries')) {
        const reference = String(entry['reference']);
        if (reference.startsWith('vend:')) found.set(reference, (found.get(reference) ?? 0) + 1);
      }
      return [...wanted].every((reference) => found.has(reference));
    },
    { timeoutMs: PATIENCE_MS },
  );
  return found;
}

/** Waits until every acknowledged reading is stored once, as it was sent. */
export async function untilReadingsStored(operator: GatewayClient, meters: readonly ReportingMeter[]): Promise<void> {
  for (const meter of meters) {
    await until(
      async () => {
        const stored = await listAll(operator, `/api/telemetry/v1/meters/${meter.meterNumber}/readings?register=1-0:1.8.0`);
        const values = new Map(stored.map((point) => [new Date(String(point['ts'])).toISOString(), String(point['value'])]));
        const times = new Set(values.keys());
        if (times.size !== stored.length) throw new Error(`meter ${meter.meterNumber} has a reading twice`);
        return meter.acknowledged.every(({ ts, value }) => Number(values.get(ts)) === Number(value));
      },
      { timeoutMs: PATIENCE_MS },
    );
  }
}
