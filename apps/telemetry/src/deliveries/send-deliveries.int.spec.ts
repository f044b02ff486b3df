import { TokenRejected } from '@openprepay/contracts/telemetry';
import { VendCompleted } from '@openprepay/contracts/vending';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import { eventually } from '@openprepay/testing/eventually';
import { newMeterNumber } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendCompletedOf } from '../../test/events-of-vending.js';
import { openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { rowsRead } from '@openprepay/testing/rows-read';
import { ReportPresence } from '../presence/report-presence.js';
import { DeliveryRepository } from './delivery.repository.js';
import { ExpireDeliveries } from './expire-deliveries.js';
import { PlanDeliveries } from './plan-deliveries.js';
import { RecordTokenResult } from './record-token-result.js';
import { SendDeliveries } from './send-deliveries.js';

const MANY = 20_000;
const YEAR_MS = 365 * 86_400_000;

let telemetry: OpenedTelemetry;
beforeAll(async () => {
  telemetry = await openTelemetry();
});
afterAll(() => telemetry.stop());

type Meanwhile = (tx: Tx) => Promise<void>;

/** Begins a transaction and leaves it open where it calls `meanwhile`. @returns what lets it go on, and waits for its end */
async function held(begin: (meanwhile: Meanwhile) => Promise<void>): Promise<() => Promise<void>> {
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  let done = Promise.resolve();
  await new Promise<void>((entered, failed) => {
    done = begin(async () => {
      entered();
      await gate;
    });
    done.catch(failed);
  });
  return () => {
    release();
    return done;
  };
}

let lastToken = 10n ** 19n;
const newToken = (): string => String(++lastToken);
const vends = (meterNumber: string, tokens: readonly string[]) =>
  telemetry.deliver(
    VendCompleted,
    tokens.map((token) => vendCompletedOf(meterNumber, [token])),
  );
const report = (meterNumber: string, online: boolean, meanwhile?: Meanwhile): Promise<void> =>
  telemetry.run(async (tx) => {
    const meter = { utility: tx.utility, meterNumber, meterPan: '600727070000000178' };
    await telemetry.get(ReportPresence).execute(tx, { meter, state: { kind: 'state', meterNumber, online }, at: telemetry.clock.now() });
    await meanwhile?.(tx);
  });
const send = async (): Promise<void> => {
  while ((await telemetry.get(SendDeliveries).execute()) > 0);
};
const sentTo = (meterNumber: string) => telemetry.downlink.of(meterNumber).flatMap(({ tokens }) => tokens as string[]);
const deliveryOf = async (token: string): Promise<{ readonly delivery_id: string }> =>
  (await telemetry.owner.query<{ delivery_id: string }>('select delivery_id from token_delivery where tokens @> array[$1]', [token]))
    .rows[0]!;
const accept = async (meterNumber: string, token: string, meanwhile?: Meanwhile): Promise<void> => {
  const { delivery_id: deliveryId } = await deliveryOf(token);
  await telemetry.run(async (tx) => {
    const result = { kind: 'token-result', meterNumber, deliveryId, token, verdict: { accepted: true } } as const;
    await telemetry.get(RecordTokenResult).execute(tx, { result, at: telemetry.clock.now() });
    await meanwhile?.(tx);
  });
};
/** The time of a delivery's next look, brought about at once. @returns 0 where it is asleep */
const bringForward = async (token: string): Promise<number> => {
  const { rowCount } = await telemetry.owner.query(
    `update token_delivery set created_at = created_at - (next_attempt_at - now()), next_attempt_at = now()
     where tokens @> array[$1] and next_attempt_at < 'infinity'`,
    [token],
  );
  return rowCount!;
};
/** Somebody waits for a lock of another. */
const waitsForLock = () =>
  eventually(async () => {
    const { rowCount } = await telemetry.owner.query('select from pg_locks where not granted');
    expect(rowCount).toBeGreaterThan(0);
  });

describe('vends told in one batch', () => {
  it('are planned together: with tokens and credentials alone, each once, in their order', async () => {
    const [one, two] = [await telemetry.meter(), await telemetry.meter()];
    const tokens = [newToken(), newToken(), newToken()];
    const [first, second, third] = [
      vendCompletedOf(one, [tokens[0]!]),
      vendCompletedOf(two, [tokens[1]!]),
      vendCompletedOf(one, [tokens[2]!]),
    ];
    const batch = [first, second, vendCompletedOf(two, []), third, first, vendCompletedOf(newMeterNumber(), [newToken()])];

    await telemetry.deliver(VendCompleted, batch);
    await telemetry.deliver(VendCompleted, [...batch].reverse());

    const { rows } = await telemetry.owner.query<{ tokens: string[] }>(
      'select tokens from token_delivery where meter_number = any($1) order by created_at, delivery_id',
      [[one, two]],
    );
    expect(rows.map((row) => row.tokens)).toEqual(tokens.map((token) => [token]));
  });
});

describe('what waits for meters that are away', () => {
  it('costs a round nothing, however much it is', async () => {
    const away = await telemetry.meter();
    await telemetry.owner.query(
      `insert into token_delivery (delivery_id, utility, vend_id, meter_number, meter_pan, tokens, state, created_at, expires_at, next_attempt_at)
       select gen_random_uuid(), 'acme', gen_random_uuid(), $1, '600727070000000178', '{1}', 'pending', now(), now() + interval '1 day', 'infinity'
       from generate_series(1, $2)`,
      [away, MANY],
    );
    const there = await telemetry.meter();
    const token = newToken();
    await vends(away, [newToken(), newToken()]);
    await send();
    await report(there, true);
    await vends(there, [token]);
    await telemetry.owner.query('analyze token_delivery');

    const read = await telemetry.run(
      (tx) => rowsRead(tx, 'token_delivery', () => telemetry.get(DeliveryRepository).takeDue(tx, 500)),
      ALL_UTILITIES,
    );
    await send();

    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(20);
    expect(sentTo(there)).toEqual([token]);
    expect(sentTo(away)).toEqual([]);
    await telemetry.owner.query('delete from token_delivery where meter_number = $1', [away]);
  });

  it('is not looked at, nor written anew, before they come back', async () => {
    const meterNumber = await telemetry.meter();
    const token = newToken();
    await vends(meterNumber, [token]);

    expect(await bringForward(token)).toBe(0);
    await send();
    expect(sentTo(meterNumber)).toEqual([]);

    await report(meterNumber, true);
    await send();
    expect(sentTo(meterNumber)).toEqual([token]);
  });

  it('is found by who says that its meter is back while it is planned', async () => {
    const meterNumber = await telemetry.meter();
    const token = newToken();

    const endPlanning = await held((meanwhile) =>
      telemetry.run(async (tx) => {
        const { vendId, meterPan } = vendCompletedOf(meterNumber, []);
        const vend = { vendId, issuedFor: 'vend', meterNumber, meterPan, tokens: [token], ahead: 0, traceparent: undefined } as const;
        await telemetry.get(PlanDeliveries).execute(tx, [vend]);
        await meanwhile(tx);
      }),
    );
    const comesBack = report(meterNumber, true);
    await waitsForLock();
    await endPlanning();
    await comesBack;
    await send();

    expect(sentTo(meterNumber)).toEqual([token]);
  });

  it('is looked at a little later where it is planned while its meter comes back, and waits for nobody', async () => {
    const meterNumber = await telemetry.meter();
    const token = newToken();
    const endReport = await held((meanwhile) => report(meterNumber, true, meanwhile));
    await vends(meterNumber, [token]);
    expect(await bringForward(token)).toBe(1);
    await send();
    expect(sentTo(meterNumber)).toEqual([]);

    await endReport();
    expect(await bringForward(token)).toBe(1);
    await send();

    expect(sentTo(meterNumber)).toEqual([token]);
  });

  it('goes down when they come back: one after the other, as it was bought', async () => {
    const meterNumber = await telemetry.meter();
    const tokens = [newToken(), newToken(), newToken()];
    await vends(meterNumber, tokens);
    await send();

    await report(meterNumber, true);
    for (const [place, token] of tokens.entries()) {
      await send();
      expect(sentTo(meterNumber)).toEqual(tokens.slice(0, place + 1));
      await accept(meterNumber, token);
    }
  });

  it('does not fall asleep while its meter comes back', async () => {
    const meterNumber = await telemetry.meter();
    const token = newToken();
    await report(meterNumber, true);
    await vends(meterNumber, [token]);
    await report(meterNumber, false);
    const deliveries = telemetry.get(DeliveryRepository);

    const endRound = await held((meanwhile) =>
      telemetry.run(async (tx) => {
        const due = await deliveries.takeDue(tx, 500);
        await meanwhile(tx);
        await deliveries.postpone(
          tx,
          due.map(({ delivery }) => ({ delivery, sent: false, afterMs: undefined })),
        );
      }, ALL_UTILITIES),
    );
    const comesBack = report(meterNumber, true);
    await waitsForLock();
    await endRound();
    await comesBack;
    await send();

    expect(sentTo(meterNumber)).toEqual([token]);
  });

  it('is left alone by a round that comes before the meter is back for good', async () => {
    const meterNumber = await telemetry.meter();
    const token = newToken();
    await vends(meterNumber, [token]);
    await telemetry.owner.query('update token_delivery set next_attempt_at = now() where tokens @> array[$1]', [token]);

    const endReport = await held((meanwhile) => report(meterNumber, true, meanwhile));
    await send();
    await endReport();
    await send();

    expect(sentTo(meterNumber)).toEqual([token]);
  });

  it('is found where the one before it is settled while its meter comes back', async () => {
    const meterNumber = await telemetry.meter();
    const [one, two] = [newToken(), newToken()];
    await vends(meterNumber, [one, two]);
    await report(meterNumber, true);
    await send();
    const { delivery_id: next } = await deliveryOf(two);

    const endVerdict = await held((meanwhile) =>
      accept(meterNumber, one, async (tx) => {
        // As a round would, which does not see yet that the meter is back.
        await telemetry
          .get(DeliveryRepository)
          .postpone(tx, [{ delivery: { utility: 'acme', deliveryId: next }, sent: false, afterMs: undefined }]);
        await meanwhile(tx);
      }),
    );
    const comesBack = report(meterNumber, true);
    await waitsForLock();
    await endVerdict();
    await comesBack;
    await send();

    expect(sentTo(meterNumber)).toEqual([one, two]);
  });
});

describe('a process whose clock is a year ahead', () => {
  it('gives nothing up, and sends what is due', async () => {
    const meterNumber = await telemetry.meter();
    const token = newToken();
    telemetry.clock.advance(YEAR_MS);
    await vends(meterNumber, [token]);
    telemetry.clock.advance(YEAR_MS);
    await report(meterNumber, true);

    expect(await telemetry.get(ExpireDeliveries).execute()).toBe(0);
    await send();

    expect(sentTo(meterNumber)).toEqual([token]);
    expect((await telemetry.events(TokenRejected)).filter(({ data }) => data.meterNumber === meterNumber)).toEqual([]);
  });
});
