import { MeterEventReported } from '@openprepay/contracts/telemetry';
import { sql } from '@openprepay/persistence/sql';
import { meterPan } from '@openprepay/sts';
import { whileTaking } from '@openprepay/testing/broken-table';
import { UTILITY } from '@openprepay/testing/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerOf, openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { ReportPresence } from '../presence/report-presence.js';
import { FindShadow } from '../shadow/find-shadow.js';
import type { StateUplink } from '../uplink/uplink.js';
import { FindCommands } from './find-commands.js';
import type { CommandKind } from './meter-command.js';
import { PursueWishes } from './pursue-wishes.js';
import { RecordCommandResult } from './record-command-result.js';
import { SendCommand } from './send-command.js';
import { SendCommands } from './send-commands.js';
import { WishMeter } from './wish-meter.js';

let telemetry: OpenedTelemetry;
beforeAll(async () => {
  telemetry = await openTelemetry();
});
afterAll(() => telemetry.stop());

const engineer = callerOf('engineer');
const tell = (meterNumber: string, kind: CommandKind, params: object = {}) =>
  telemetry.get(SendCommand).execute(engineer, { meterNumber, kind, params: { ...params } });
const follow = (): Promise<number> => telemetry.get(SendCommands).execute();
const find = (meterNumber: string, commandId: string) => telemetry.get(FindCommands).one(engineer, { meterNumber, commandId });
const toldTo = (meterNumber: string) => telemetry.downlink.of(meterNumber).map(({ kind }) => kind);

const state = (meterNumber: string, said: Partial<StateUplink> = {}, utility = UTILITY): Promise<void> => {
  const uplink = { kind: 'state', meterNumber, online: true, ...said } as const;
  const meter = { utility, meterNumber, meterPan: meterPan(meterNumber) };
  telemetry.clock.advance(1_000);
  return telemetry.run((tx) => telemetry.get(ReportPresence).execute(tx, { meter, state: uplink, at: telemetry.clock.now() }), utility);
};
const answer = (meterNumber: string, commandId: string, code?: string): Promise<void> => {
  const result = {
    kind: 'command-result',
    meterNumber,
    commandId,
    accepted: code === undefined,
    ...(code === undefined ? {} : { code }),
  } as const;
  return telemetry.run((tx) => telemetry.get(RecordCommandResult).execute(tx, { result, at: telemetry.clock.now() }));
};
const relayMoved = (meterNumber: string, kind: 'relay-opened' | 'relay-closed'): Promise<void> => {
  telemetry.clock.advance(1_000);
  const ts = telemetry.clock.now();
  return telemetry.deliver(MeterEventReported, [{ meterNumber, meterPan: meterPan(meterNumber), seq: 1, ts, receivedAt: ts, kind }]);
};

describe('a command', () => {
  it('waits for its meter, is sent, taken, and done once the meter reports it', async () => {
    const meterNumber = await telemetry.meter();
    const { commandId, state: first } = await tell(meterNumber, 'relay-open');
    expect(first).toBe('queued');
    await follow();
    expect((await find(meterNumber, commandId)).state).toBe('queued');

    await state(meterNumber);
    await follow();
    expect(telemetry.downlink.of(meterNumber)).toMatchObject([{ commandId, kind: 'relay-open' }]);
    expect((await find(meterNumber, commandId)).state).toBe('sent');

    await answer(meterNumber, commandId);
    await follow();
    expect((await find(meterNumber, commandId)).state).toBe('acknowledged');

    await relayMoved(meterNumber, 'relay-opened');
    await follow();
    expect(await find(meterNumber, commandId)).toMatchObject({ state: 'done', endedAt: expect.any(Date) });
  });

  it('fails with the meter’s own reason, and no later word changes that', async () => {
    const meterNumber = await telemetry.meter();
    await state(meterNumber);
    const { commandId } = await tell(meterNumber, 'relay-close');
    await follow();

    await answer(meterNumber, commandId, 'no-credit');
    await answer(meterNumber, commandId);

    expect(await find(meterNumber, commandId)).toMatchObject({ state: 'failed', code: 'no-credit' });
  });

  it('expires where its meter does not come, and is not sent after that', async () => {
    const meterNumber = await telemetry.meter();
    const { commandId } = await tell(meterNumber, 'relay-open');
    telemetry.clock.advance(61_000);
    await state(meterNumber);

    await follow();

    expect((await find(meterNumber, commandId)).state).toBe('expired');
    expect(toldTo(meterNumber)).toEqual([]);
  });

  it('is superseded by a later one about the same, and a meter is told in the order of the asking', async () => {
    const meterNumber = await telemetry.meter();
    const open = await tell(meterNumber, 'relay-open');
    await tell(meterNumber, 'set-interval', { seconds: 60 });
    await tell(meterNumber, 'relay-close');
    await state(meterNumber);

    while ((await follow()) > 0);

    expect((await find(meterNumber, open.commandId)).state).toBe('superseded');
    expect(toldTo(meterNumber)).toEqual(['set-interval', 'relay-close']);
  });

  it('is done though its time is up when it is looked at, where its meter had shown so by then, and expires else', async () => {
    const [obeyed, silent] = [await telemetry.meter(), await telemetry.meter()];
    for (const meterNumber of [obeyed, silent]) await state(meterNumber);
    const told = [await tell(obeyed, 'set-power-limit', { watts: 900 }), await tell(silent, 'set-power-limit', { watts: 900 })];
    await follow();

    await state(obeyed, { settings: { powerLimitWatts: 900 } });
    telemetry.clock.advance(24 * 3_600_000);
    await follow();

    expect((await find(obeyed, told[0]!.commandId)).state).toBe('done');
    expect(await find(silent, told[1]!.commandId)).toMatchObject({ state: 'expired', endedAt: telemetry.clock.now() });
  });

  it('is seen to be obeyed behind any number of others that were sent before it and are not', async () => {
    const [crowd, last] = [await telemetry.meter(), await telemetry.meter()];
    const now = telemetry.clock.now();
    await telemetry.run((tx) =>
      sql(
        tx,
        `insert into meter_command (command_id, utility, meter_number, kind, params, requested_by, requested_at, expires_at, give_up_at, state, sent_at)
         select gen_random_uuid(), 'acme', $1, 'read-now', '{}', 'x', $2, $3, $3, 'sent', $2 from generate_series(1, 450)`,
        [crowd, now, new Date(now.getTime() + 3_600_000)],
      ),
    );
    await state(last);
    const { commandId } = await tell(last, 'set-power-limit', { watts: 800 });
    await follow();
    await state(last, { settings: { powerLimitWatts: 800 } });

    await follow();

    expect((await find(last, commandId)).state).toBe('done');
    await telemetry.run((tx) => sql(tx, `update meter_command set state = 'failed' where meter_number = $1`, [crowd]));
  });

  it('waits again where the broker does not take it', async () => {
    const meterNumber = await telemetry.meter();
    await state(meterNumber);
    const { commandId } = await tell(meterNumber, 'read-now');
    telemetry.downlink.publish = () => Promise.reject(new Error('no MQTT session'));
    await follow();
    Reflect.deleteProperty(telemetry.downlink, 'publish');

    expect((await find(meterNumber, commandId)).state).toBe('queued');
    await follow();
    expect((await find(meterNumber, commandId)).state).toBe('sent');
  });

  it('is not written down for a meter that another utility has, and its answer is not another meter’s', async () => {
    const [meterNumber, other] = [await telemetry.meter(), await telemetry.meter()];
    const { commandId } = await tell(meterNumber, 'read-now');

    await expect(answer(other, commandId)).rejects.toMatchObject({ code: 'telemetry.command_unknown' });
    const stranger = callerOf('engineer', { utility: 'other' });
    await expect(telemetry.get(SendCommand).execute(stranger, { meterNumber, kind: 'read-now', params: {} })).rejects.toMatchObject({
      code: 'telemetry.meter_unknown',
    });
  });
});

describe('a wish', () => {
  it('is pursued with growing pauses until the meter reports so, and drift is shown until then', async () => {
    const meterNumber = await telemetry.meter();
    await state(meterNumber, { settings: { intervalSeconds: 900 } });
    const round = async (): Promise<void> => {
      await telemetry.get(PursueWishes).execute();
      await follow();
    };
    const wished = await telemetry.get(WishMeter).execute(engineer, { meterNumber, intervalSeconds: 60 });
    expect(wished).toEqual({
      meterNumber,
      desired: { intervalSeconds: 60 },
      reported: { intervalSeconds: 900 },
      drift: ['intervalSeconds'],
    });

    await round();
    await round();
    expect(toldTo(meterNumber)).toEqual(['set-interval']);
    telemetry.clock.advance(20 * 60_000);
    await state(meterNumber);
    await follow();
    await round();
    expect(toldTo(meterNumber)).toEqual(['set-interval', 'set-interval']);

    await state(meterNumber, { settings: { intervalSeconds: 60 } });
    telemetry.clock.advance(3_600_000);
    await round();
    await round();
    expect(toldTo(meterNumber)).toHaveLength(2);
    const shadow = await telemetry.get(FindShadow).execute(engineer, { meterNumber });
    expect(shadow).toMatchObject({ desired: { intervalSeconds: 60 }, reported: { intervalSeconds: 60 }, drift: [] });
  });

  it('that its meter has no word for any more holds up nobody else’s', async () => {
    const [mute, other] = [await telemetry.meter(), await telemetry.meter()];
    for (const meterNumber of [mute, other]) {
      await state(meterNumber);
      await telemetry.get(WishMeter).execute(engineer, { meterNumber, relay: 'open' });
    }
    await telemetry.run(async (tx) => {
      await sql(
        tx,
        `insert into device_profile (utility, code, dialect, topic_pattern, registers, time_zone, created_by, created_at)
         values ('acme', 'mute', 'obis-json', 'mute/{meterNumber}', '{}', 'UTC', 'ann', now())`,
      );
      await sql(tx, `update mqtt_credential set device_profile = 'mute' where meter_number = $1`, [mute]);
    });

    await telemetry.get(PursueWishes).execute();
    await follow();

    expect([toldTo(mute), toldTo(other)]).toEqual([[], ['relay-open']]);
  });

  it('that is withdrawn is pursued no more', async () => {
    const meterNumber = await telemetry.meter();
    await state(meterNumber);
    await telemetry.get(WishMeter).execute(engineer, { meterNumber, relay: 'open' });

    expect(await telemetry.get(WishMeter).execute(engineer, { meterNumber })).toMatchObject({ desired: {}, drift: [] });
    await telemetry.get(PursueWishes).execute();
    await follow();

    expect(toldTo(meterNumber)).toEqual([]);
  });
});

describe('what fails for one utility', () => {
  /** It comes before the others. */
  const BROKEN = 'aaa';
  const only = `utility <> '${BROKEN}'`;
  const both = async () => {
    const meters = { theirs: await telemetry.meter(BROKEN), ours: await telemetry.meter() };
    await state(meters.theirs, {}, BROKEN);
    await state(meters.ours);
    return meters;
  };

  it('keeps no other’s wishes from being pursued', async () => {
    const { theirs, ours } = await both();
    await telemetry.get(WishMeter).execute(callerOf('engineer', { utility: BROKEN }), { meterNumber: theirs, relay: 'open' });
    await telemetry.get(WishMeter).execute(engineer, { meterNumber: ours, relay: 'open' });

    await whileTaking(telemetry.owner, { table: 'meter_command', only }, () => telemetry.get(PursueWishes).execute());
    await follow();
    expect([toldTo(theirs), toldTo(ours)]).toEqual([[], ['relay-open']]);

    await telemetry.get(PursueWishes).execute();
    await follow();
    expect(toldTo(theirs)).toEqual(['relay-open']);
  });

  it('keeps no other’s commands from being done', async () => {
    const { theirs, ours } = await both();
    await telemetry
      .get(SendCommand)
      .execute(callerOf('engineer', { utility: BROKEN }), { meterNumber: theirs, kind: 'relay-close', params: {} });
    const { commandId } = await tell(ours, 'relay-close');
    await follow();
    await state(theirs, { settings: { relay: 'closed' } }, BROKEN);
    await state(ours, { settings: { relay: 'closed' } });

    await whileTaking(telemetry.owner, { table: 'meter_command', only }, follow);

    expect((await find(ours, commandId)).state).toBe('done');
  });
});
