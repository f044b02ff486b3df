import type { EventData } from '@openprepay/contracts/event';
import { MeterEventReported, ReadingsReported } from '@openprepay/contracts/telemetry';
import { meterPan } from '@openprepay/sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerOf, openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { FindShadow } from '../shadow/find-shadow.js';
import { FindAlarms } from './find-alarms.js';

const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;
const REGISTER = '1-0:1.8.0';

let telemetry: OpenedTelemetry;
beforeAll(async () => {
  telemetry = await openTelemetry();
});
afterAll(() => telemetry.stop());

let seq = 0;
const at = (offsetMs: number): Date => new Date(telemetry.clock.now().getTime() + offsetMs);
const identity = (meterNumber: string) => ({ meterNumber, meterPan: meterPan(meterNumber) });

async function happen(
  meterNumber: string,
  kind: EventData<typeof MeterEventReported>['kind'],
  changes: { readonly ts: Date; readonly seq?: number },
): Promise<void> {
  telemetry.clock.advance(1_000);
  const event = { ...identity(meterNumber), seq: ++seq, receivedAt: telemetry.clock.now(), kind, ...changes };
  await telemetry.deliver(MeterEventReported, [event]);
}

async function read(meterNumber: string, ts: Date, value: string): Promise<void> {
  telemetry.clock.advance(1_000);
  const readings = [{ ts, registers: { [REGISTER]: value } }];
  await telemetry.deliver(ReadingsReported, [{ ...identity(meterNumber), seq: ++seq, receivedAt: telemetry.clock.now(), readings }]);
}

const shadow = (meterNumber: string) => telemetry.get(FindShadow).execute(callerOf('operator'), { meterNumber });

describe('the relay of a meter', () => {
  it.each([
    ['2099', () => new Date('2099-12-31T00:00:00Z')],
    ['a day ahead', () => at(23 * HOUR_MS)],
    ['a year ahead', () => at(YEAR_MS)],
  ])('stands where it said last, after a word that its clock dated %s', async (_when, ahead) => {
    const meterNumber = await telemetry.meter();

    await happen(meterNumber, 'relay-opened', { ts: ahead() });
    expect(await shadow(meterNumber)).toMatchObject({ relay: 'open' });
    await happen(meterNumber, 'relay-closed', { ts: at(0) });

    expect(await shadow(meterNumber)).toMatchObject({ relay: 'closed' });
  });

  it('stands where it said last when its clock has gone back a year', async () => {
    const meterNumber = await telemetry.meter();
    await happen(meterNumber, 'relay-closed', { ts: at(0) });

    await happen(meterNumber, 'relay-opened', { ts: at(-YEAR_MS) });
    expect(await shadow(meterNumber)).toMatchObject({ relay: 'open' });
    await happen(meterNumber, 'relay-closed', { ts: at(-YEAR_MS) });

    expect(await shadow(meterNumber)).toMatchObject({ relay: 'closed' });
  });

  it('is known again within a day when the clock and the counter have both begun anew', async () => {
    const meterNumber = await telemetry.meter();
    await happen(meterNumber, 'relay-closed', { ts: at(0), seq: 1_000_000 });
    telemetry.clock.advance(25 * HOUR_MS);

    await happen(meterNumber, 'relay-opened', { ts: at(-YEAR_MS), seq: 1 });

    expect(await shadow(meterNumber)).toMatchObject({ relay: 'open' });
  });

  it('does not go back to what a late word says', async () => {
    const meterNumber = await telemetry.meter();
    await happen(meterNumber, 'relay-closed', { ts: at(0), seq: 20 });

    await happen(meterNumber, 'relay-opened', { ts: at(-HOUR_MS), seq: 19 });
    await happen(meterNumber, 'relay-opened', { ts: at(-48 * HOUR_MS), seq: 18 });

    expect(await shadow(meterNumber)).toMatchObject({ relay: 'closed' });
  });
});

describe('a meter whose clock is wrong', () => {
  it('is last seen, and its alarm is raised, by our clock, with its own beside', async () => {
    const meterNumber = await telemetry.meter();
    const ts = new Date('9999-12-31T00:00:00Z');

    await happen(meterNumber, 'relay-opened', { ts });
    await happen(meterNumber, 'tamper', { ts });

    const now = telemetry.clock.now();
    expect((await shadow(meterNumber)).lastSeenAt!.getTime()).toBeLessThanOrEqual(now.getTime());
    const { items } = await telemetry.get(FindAlarms).execute(callerOf('operator'), { meterNumber, limit: 10 });
    expect(items).toMatchObject([{ raisedAt: now, meterTime: ts }]);
  });

  it('shows the reading that came last, where the clock is ahead', async () => {
    const meterNumber = await telemetry.meter();

    await read(meterNumber, at(23 * HOUR_MS), '10');
    await read(meterNumber, at(0), '11');
    expect((await shadow(meterNumber)).registers[REGISTER]).toMatchObject({ value: '11' });

    await read(meterNumber, at(-HOUR_MS), '9');
    expect((await shadow(meterNumber)).registers[REGISTER]).toMatchObject({ value: '11' });
  });
});
