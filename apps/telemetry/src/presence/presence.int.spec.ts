import type { EventData } from '@openprepay/contracts/event';
import { MeterPresenceChanged, ReadingsReported } from '@openprepay/contracts/telemetry';
import { VendCompleted } from '@openprepay/contracts/vending';
import { Signal } from '@openprepay/pace/signal';
import type { Tx } from '@openprepay/persistence/tx';
import { meterPan } from '@openprepay/sts';
import { eventually } from '@openprepay/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendCompletedOf } from '../../test/events-of-vending.js';
import { callerOf, openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { SendDeliveries } from '../deliveries/send-deliveries.js';
import { FindShadow } from '../shadow/find-shadow.js';
import { MeterStateRepository } from '../shadow/meter-state.repository.js';
import { ReportPresence } from './report-presence.js';
import { SweepPresence } from './sweep-presence.js';

const STALE_MS = 60_000;
const YEAR_MS = 365 * 86_400_000;

let telemetry: OpenedTelemetry;
beforeAll(async () => {
  telemetry = await openTelemetry({ PRESENCE_STALE_MS: `${STALE_MS}` });
});
afterAll(() => telemetry.stop());

let seq = 0;
const readingOf = (meterNumber: string): EventData<typeof ReadingsReported> => ({
  meterNumber,
  meterPan: meterPan(meterNumber),
  seq: ++seq,
  receivedAt: telemetry.clock.now(),
  readings: [{ ts: telemetry.clock.now(), registers: { '1-0:1.8.0': `${seq}` } }],
});
const hear = (meterNumber: string, utility = 'acme') => telemetry.deliver(ReadingsReported, [readingOf(meterNumber)], { utility });

const changesOf = async (meterNumber: string) =>
  (await telemetry.events(MeterPresenceChanged))
    .filter(({ data }) => data.meterNumber === meterNumber)
    .map(({ utility, data }) => [utility, data.online]);

describe('a meter', () => {
  it('that is heard of is there, is away after a silence, and is back when it speaks', async () => {
    const meterNumber = await telemetry.meter();
    const sweep = telemetry.get(SweepPresence);

    await hear(meterNumber);
    telemetry.clock.advance(STALE_MS - 1);
    expect(await sweep.execute()).toBe(0);

    telemetry.clock.advance(2);
    expect(await sweep.execute()).toBe(1);
    expect(await sweep.execute()).toBe(0);

    telemetry.clock.advance(1);
    await hear(meterNumber);
    expect(await changesOf(meterNumber)).toEqual([
      ['acme', true],
      ['acme', false],
      ['acme', true],
    ]);
  });

  it('that has been silent is marked with no more others at a time than is said', async () => {
    const meters = [await telemetry.meter('crowd'), await telemetry.meter('crowd'), await telemetry.meter('crowd')];
    for (const meterNumber of meters) await hear(meterNumber, 'crowd');
    telemetry.clock.advance(STALE_MS + 1);
    const at = telemetry.clock.now();
    const stale = { before: new Date(at.getTime() - STALE_MS), at, limit: 1 };
    const mark = () => telemetry.run((tx) => telemetry.get(MeterStateRepository).markStale(tx, stale), 'crowd');

    expect([await mark(), await mark(), await mark(), await mark()]).toEqual([
      ...meters.toSorted().map((meterNumber) => [meterNumber]),
      [],
    ]);
  });

  it('is back where it speaks while somebody says that it is away', async () => {
    const meterNumber = await telemetry.meter();
    const report = (online: boolean, tx: Tx) =>
      telemetry.get(ReportPresence).execute(tx, {
        meter: { utility: tx.utility, meterNumber, meterPan: meterPan(meterNumber) },
        state: { kind: 'state', meterNumber, online },
        at: telemetry.clock.now(),
      });
    await telemetry.run((tx) => report(true, tx));
    telemetry.clock.advance(2_000);

    const reported = new Signal();
    const goes = telemetry.run(async (tx) => {
      await report(false, tx);
      reported.wake();
      await eventually(async () => {
        const { rowCount } = await telemetry.owner.query('select from pg_locks where not granted');
        expect(rowCount).toBeGreaterThan(0);
      });
    });
    await reported.wait(60_000);
    telemetry.clock.advance(2_000);
    await Promise.all([goes, hear(meterNumber)]);

    expect(await changesOf(meterNumber)).toEqual([
      ['acme', true],
      ['acme', false],
      ['acme', true],
    ]);
  });

  it('that speaks many times a second is written down once', async () => {
    const meterNumber = await telemetry.meter();
    const version = async () =>
      (
        await telemetry.owner.query<{ xmin: string; last_seen_at: Date }>(
          'select xmin, last_seen_at from meter_state where meter_number = $1',
          [meterNumber],
        )
      ).rows[0]!;
    await hear(meterNumber);
    const written = await version();

    for (const ms of [1, 400, 500]) {
      telemetry.clock.advance(ms);
      await hear(meterNumber);
    }
    expect(await version()).toEqual(written);

    telemetry.clock.advance(500);
    await hear(meterNumber);
    expect((await version()).last_seen_at).toEqual(telemetry.clock.now());
  });

  it('is swept in its own utility, several utilities in one round', async () => {
    const [one, two] = [await telemetry.meter('north'), await telemetry.meter('south')];
    await hear(one, 'north');
    await hear(two, 'south');
    telemetry.clock.advance(STALE_MS + 1);

    await telemetry.get(SweepPresence).execute();

    expect((await changesOf(one)).at(-1)).toEqual(['north', false]);
    expect((await changesOf(two)).at(-1)).toEqual(['south', false]);
  });

  it('that comes back is sent at once what has waited for it', async () => {
    const meterNumber = await telemetry.meter();
    await hear(meterNumber);
    await telemetry.deliver(VendCompleted, [vendCompletedOf(meterNumber, ['1'.repeat(20)])]);
    await telemetry.get(SendDeliveries).execute();
    telemetry.clock.advance(STALE_MS + 1);
    await telemetry.get(SweepPresence).execute();
    const before = telemetry.downlink.of(meterNumber).length;

    await telemetry.get(SendDeliveries).execute();
    expect(telemetry.downlink.of(meterNumber)).toHaveLength(before);
    telemetry.clock.advance(1);
    await hear(meterNumber);
    await telemetry.get(SendDeliveries).execute();

    expect(telemetry.downlink.of(meterNumber)).toHaveLength(before + 1);
  });

  it('is there again at its next word when our own clock was a year ahead for a while', async () => {
    const [swept, heard, silent] = [await telemetry.meter(), await telemetry.meter(), await telemetry.meter()];
    const right = telemetry.clock.now();
    for (const meterNumber of [swept, heard, silent]) await hear(meterNumber);
    telemetry.clock.set(new Date(right.getTime() + YEAR_MS));
    await hear(heard);
    await hear(silent);
    await telemetry.get(SweepPresence).execute();
    telemetry.clock.set(new Date(right.getTime() + 1_000));

    await hear(swept);
    await hear(heard);
    await telemetry.get(SweepPresence).execute();

    const shadowOf = (meterNumber: string) => telemetry.get(FindShadow).execute(callerOf('operator'), { meterNumber });
    for (const meterNumber of [swept, heard]) {
      const { connected, lastSeenAt } = await shadowOf(meterNumber);
      expect([connected, lastSeenAt]).toEqual([true, telemetry.clock.now()]);
    }
    expect((await changesOf(swept)).map(([, online]) => online)).toEqual([true, false, true]);
    telemetry.clock.advance(STALE_MS + 1);
    await telemetry.get(SweepPresence).execute();
    expect((await shadowOf(silent)).connected).toBe(false);
  });
});
