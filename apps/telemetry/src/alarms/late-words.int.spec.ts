import { MeterEventReported, type MeterEventKind } from '@openprepay/contracts/telemetry';
import { meterPan } from '@openprepay/sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerOf, openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { AlarmRepository } from './alarm.repository.js';
import { stateOf } from './alarm.js';
import { EndAlarms } from './end-alarms.js';
import { FindAlarms } from './find-alarms.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const YEAR_MS = 365 * 24 * HOUR_MS;

let telemetry: OpenedTelemetry;
beforeAll(async () => void (telemetry = await openTelemetry()));
afterAll(() => telemetry.stop());

let seq = 0;
/** Told now, of so long ago by the meter's clock. */
async function happen(meterNumber: string, kind: MeterEventKind, agoMs = 0): Promise<void> {
  telemetry.clock.advance(1_000);
  const receivedAt = telemetry.clock.now();
  const ts = new Date(receivedAt.getTime() - agoMs);
  await telemetry.deliver(MeterEventReported, [{ meterNumber, meterPan: meterPan(meterNumber), seq: ++seq, ts, receivedAt, kind }]);
}
const states = async (meterNumber: string) => {
  const { items } = await telemetry.get(FindAlarms).execute(callerOf('operator'), { meterNumber, limit: 50 });
  return items.map((alarm) => `${alarm.kind} ${stateOf(alarm)}`).sort();
};
const causes = async (meterNumber: string) =>
  (await telemetry.owner.query('select kind, since from alarm_cause where meter_number = $1', [meterNumber])).rows as readonly {
    readonly kind: string;
    readonly since: Date;
  }[];

const BEGINNINGS_AND_ENDS: readonly (readonly [MeterEventKind, MeterEventKind])[] = [
  ['cover-open', 'cover-closed'],
  ['magnetic-field', 'magnetic-field-ended'],
  ['battery-low', 'battery-replaced'],
];

describe('what a meter says late', () => {
  it.each(BEGINNINGS_AND_ENDS)('of the end of %s ends no alarm of what began after that, and the next end does', async (begins, ends) => {
    const meterNumber = await telemetry.meter();
    await happen(meterNumber, begins);

    await happen(meterNumber, ends, 30 * MINUTE_MS);
    expect(await states(meterNumber)).toEqual([`${begins} open`]);
    expect(await causes(meterNumber)).toHaveLength(begins === 'battery-low' ? 1 : 0);

    await happen(meterNumber, ends);
    expect(await states(meterNumber)).toEqual([`${begins} cleared`]);
    expect(await causes(meterNumber)).toEqual([]);
  });

  it.each(BEGINNINGS_AND_ENDS)('of the end of %s ends no alarm of what began again since', async (begins, ends) => {
    const meterNumber = await telemetry.meter();
    await happen(meterNumber, begins, 60 * MINUTE_MS);
    await happen(meterNumber, begins);

    await happen(meterNumber, ends, 30 * MINUTE_MS);
    expect(await states(meterNumber)).toEqual([`${begins} open`]);
    expect(await causes(meterNumber)).toHaveLength(begins === 'battery-low' ? 1 : 0);

    await happen(meterNumber, ends);
    expect(await states(meterNumber)).toEqual([`${begins} cleared`]);
    expect(await causes(meterNumber)).toEqual([]);
  });

  it('of a beginning and its end leaves neither an alarm nor a cause', async () => {
    const meterNumber = await telemetry.meter();

    await happen(meterNumber, 'battery-low', 3 * HOUR_MS);
    await happen(meterNumber, 'battery-replaced', 2 * HOUR_MS);

    expect(await states(meterNumber)).toEqual(['battery-low cleared']);
    expect(await causes(meterNumber)).toEqual([]);
  });

  it('ends by a clock that is ahead what the same clock began', async () => {
    const meterNumber = await telemetry.meter();

    await happen(meterNumber, 'cover-open', -20 * HOUR_MS);
    await happen(meterNumber, 'cover-closed', -20 * HOUR_MS);

    expect(await states(meterNumber)).toEqual(['cover-open cleared']);
  });

  it('is so since the meter’s own time', async () => {
    const meterNumber = await telemetry.meter();

    await happen(meterNumber, 'credit-low', 40 * MINUTE_MS);

    const since = new Date(telemetry.clock.now().getTime() - 40 * MINUTE_MS);
    expect(await causes(meterNumber)).toEqual([{ kind: 'credit-low', since }]);
  });
});

describe('a meter whose clock fell back', () => {
  it.each(BEGINNINGS_AND_ENDS)('ends %s by a word that counts on', async (begins, ends) => {
    const meterNumber = await telemetry.meter();
    await happen(meterNumber, begins);

    await happen(meterNumber, ends, YEAR_MS);

    expect(await states(meterNumber)).toEqual([`${begins} cleared`]);
    expect(await causes(meterNumber)).toEqual([]);
  });

  it('begins by that clock what the next word of its ends', async () => {
    const meterNumber = await telemetry.meter();
    await happen(meterNumber, 'cover-open');
    await happen(meterNumber, 'cover-closed', YEAR_MS);
    await happen(meterNumber, 'cover-open', YEAR_MS);
    expect(await states(meterNumber)).toEqual(['cover-open cleared', 'cover-open open']);

    await happen(meterNumber, 'cover-closed', YEAR_MS);

    expect(await states(meterNumber)).toEqual(['cover-open cleared', 'cover-open cleared']);
  });
});

describe('values that were judged before a meter said something newer', () => {
  it('end no alarm of that', async () => {
    const meterNumber = await telemetry.meter();
    await happen(meterNumber, 'battery-low');
    const ended = { meterNumber, kind: 'battery-low' } as const;
    const clearing = { clearedAt: telemetry.clock.now(), clearReason: 'its values say so' };
    const judgedAt = (agoMs: number) => ({ ...ended, upTo: new Date(telemetry.clock.now().getTime() - agoMs) });

    await telemetry.run((tx) => telemetry.get(EndAlarms).execute(tx, [judgedAt(MINUTE_MS)], clearing));
    expect(await states(meterNumber)).toEqual(['battery-low open']);
    expect(await causes(meterNumber)).toHaveLength(1);
    const cleared = await telemetry.run((tx) => telemetry.get(AlarmRepository).clearAll(tx, [judgedAt(0)], clearing));
    expect(cleared).toHaveLength(1);
    expect(await causes(meterNumber)).toEqual([]);
  });
});
