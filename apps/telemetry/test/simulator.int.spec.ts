import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fleet } from '@openprepay/meter-simulator/fleet';
import { metersFile, type Misbehaviour } from '@openprepay/meter-simulator/meters-file';
import { encodeCreditToken, meterPan, prepareCipher, tokenIdentifierAt } from '@openprepay/sts';
import { deriveDecoderKey } from '@openprepay/sts/keys';
import { eventually } from '@openprepay/testing/eventually';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TelemetryStack } from './telemetry-stack.js';

const VENDING_KEY = 'a1'.repeat(20);
const KEY_DATA = {
  supplyGroupCode: '600100',
  keyType: 2,
  keyRevision: 1,
  tariffIndex: '07',
  encryptionAlgorithm: 'EA11',
  decoderKeyAlgorithm: 'DKGA04',
  baseDate: 2014,
} as const;

let stack: TelemetryStack;
let folder: string;
let lastMinute = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openprepay-simulator-'));
  stack = await TelemetryStack.start();
  await stack.startService();
});

afterAll(async () => {
  await stack.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

interface Login {
  readonly meterNumber: string;
  readonly password: string;
}

function fleetOf(logins: readonly Login[], misbehave: readonly Misbehaviour[] = [], stateFile?: string): Fleet {
  const meters = logins.map((login) => ({ ...login, ...KEY_DATA, vendingKey: VENDING_KEY, misbehave, ratePerHour: 1_000 }));
  return new Fleet({
    url: stack.broker.url,
    description: metersFile.parse({ readingIntervalMs: 150, meters }),
    logger: pino({ level: 'silent' }),
    now: () => new Date(),
    ...(stateFile === undefined ? {} : { stateFile }),
  });
}

/** What the vault would issue: each token of a minute of its own. */
function tokenFor(meterNumber: string, amountTenths: bigint): string {
  const decoderKey = deriveDecoderKey({
    algorithm: 'DKGA04',
    vendingKey: Buffer.from(VENDING_KEY, 'hex'),
    meterPan: meterPan(meterNumber),
    ...KEY_DATA,
  });
  const tokenIdentifier = tokenIdentifierAt(new Date(), 2014) + 2 * ++lastMinute;
  return encodeCreditToken(
    { commodity: 'electricity', random: 1, tokenIdentifier, amountTenths },
    prepareCipher({ algorithm: 'EA11', decoderKey }),
  );
}

const newMeters = async (count: number): Promise<Login[]> => {
  const made: Login[] = [];
  for (let index = 0; index < count; index++) made.push(await stack.newMeter());
  return made;
};

describe('a fleet of virtual meters', () => {
  it('takes its tokens over the air, credits them itself and reports what is left', async () => {
    const logins = await newMeters(5);
    const fleet = fleetOf(logins);
    await fleet.start();
    await fleet.allConnected();

    for (const { meterNumber } of logins) await stack.announceVend(meterNumber, [tokenFor(meterNumber, 432n), tokenFor(meterNumber, 100n)]);

    for (const { meterNumber } of logins) {
      const [accepted] = await eventually(() => {
        const events = stack.eventsOf('telemetry.token.accepted', meterNumber);
        expect(events).toHaveLength(1);
        return events;
      });
      expect(accepted?.data).toMatchObject({ alreadyCredited: false, creditRemaining: expect.stringMatching(/^5[0-3]\.\d$/) });
      await eventually(async () => {
        const { body } = await stack.call('GET', `/v1/meters/${meterNumber}`);
        expect(body).toMatchObject({ connected: true, relay: 'closed', firmware: 'openprepay-simulator/1' });
        expect(body['registers']).toHaveProperty(['1-0:1.8.0']);
      });
    }
    await fleet.stop();
    for (const { meterNumber } of logins) {
      await eventually(async () => expect((await stack.call('GET', `/v1/meters/${meterNumber}`)).body['connected']).toBe(false));
    }
  });

  it('obeys what it is told and wished, which is done by what it reports, and refuses to close without credit', async () => {
    const [login] = await newMeters(1);
    const { meterNumber } = login!;
    const fleet = fleetOf([login!]);
    await fleet.start();
    await fleet.allConnected();
    const path = `/v1/meters/${meterNumber}`;
    const tell = async (body: object) => {
      const { status, body: told } = await stack.call('POST', `${path}/commands`, { roles: ['engineer'], body });
      expect({ status, state: told['state'] }).toEqual({ status: 202, state: 'queued' });
      return String(told['commandId']);
    };
    const becomes = (commandId: string, how: object) =>
      eventually(async () => expect((await stack.call('GET', `${path}/commands/${commandId}`)).body).toMatchObject(how));

    await becomes(await tell({ kind: 'read-now' }), { state: 'done' });
    await becomes(await tell({ kind: 'relay-close' }), { state: 'failed', code: 'no-credit' });
    await becomes(await tell({ kind: 'relay-open' }), { state: 'done' });
    await stack.call('PUT', `${path}/desired`, { roles: ['engineer'], body: { powerLimitWatts: 5000, tariffIndex: '02' } });
    await eventually(async () =>
      expect((await stack.call('GET', path)).body).toMatchObject({ reported: { powerLimitWatts: 5000, tariffIndex: '02' }, drift: [] }),
    );
    const { body } = await stack.call<{ items: readonly object[] }>('GET', `${path}/commands`);
    expect(body.items).toHaveLength(5);
    expect((await stack.call('POST', `${path}/commands`, { roles: ['operator'], body: { kind: 'read-now' } })).status).toBe(403);
    await fleet.stop();
  });

  it('remembers its credit and its tokens through a restart, and hides the file that holds its keys', async () => {
    const [login] = await newMeters(1);
    const { meterNumber } = login!;
    const stateFile = join(folder, 'state.json');
    const before = fleetOf([login!], [], stateFile);
    await before.start();
    const token = tokenFor(meterNumber, 500n);
    await stack.announceVend(meterNumber, [token]);
    await eventually(() => expect(stack.eventsOf('telemetry.token.accepted', meterNumber)).toHaveLength(1));
    await before.stop(false);
    expect((await stat(stateFile)).mode & 0o777).toBe(0o600);

    const after = fleetOf([login!], [], stateFile);
    await after.start();
    await stack.announceVend(meterNumber, [token]);

    await eventually(() =>
      expect(stack.eventsOf('telemetry.token.accepted', meterNumber)[1]?.data).toMatchObject({ alreadyCredited: true }),
    );
    const { state } = after.meter(meterNumber);
    expect(state.sts.creditTenths.electricity).toBeGreaterThan(480n);
    expect(state.sts.creditTenths.electricity).toBeLessThanOrEqual(500n);
    await after.stop();
  });

  it('rejects a token of another meter in its own words', async () => {
    const [login, other] = await newMeters(2);
    const fleet = fleetOf([login!]);
    await fleet.start();
    await stack.announceVend(login!.meterNumber, [tokenFor(other!.meterNumber, 432n)]);

    await eventually(() => expect(stack.eventsOf('telemetry.token.rejected', login!.meterNumber)[0]?.data).toMatchObject({ code: 'crc' }));
    await fleet.stop();
  });

  it('delivers every honest reading however badly it behaves, and the rest ends in the quarantine', async () => {
    const [login] = await newMeters(1);
    const { meterNumber } = login!;
    const fleet = fleetOf([login!], ['duplicates', 'malformed', 'not-a-number', 'clock-skew', 'late']);
    await fleet.start();

    await eventually(
      async () => {
        const codes = await stack.rows<{ code: string }>('select distinct code from quarantine where meter_number = $1 order by code', [
          meterNumber,
        ]);
        expect(codes.map(({ code }) => code)).toEqual([
          'telemetry.payload_invalid',
          'telemetry.payload_not_json',
          'telemetry.reading_in_future',
        ]);
        expect(fleet.meter(meterNumber).state.seq).toBeGreaterThan(12);
      },
      { timeoutMs: 60_000 },
    );
    await eventually(() => expect(fleet.meter(meterNumber).state.outbox.length).toBeLessThan(3));
    const { seq, outbox } = fleet.meter(meterNumber).state;
    await fleet.stop();

    await eventually(async () => {
      const rows = await stack.rows<{ seq: string }>('select distinct seq from reading where meter_number = $1', [meterNumber]);
      expect(rows.length).toBeGreaterThanOrEqual(seq - outbox.length);
    });
  });

  it("is thrown out for another meter's topic and comes back", async () => {
    const [login] = await newMeters(1);
    const fleet = fleetOf([login!], ['foreign-topic']);
    await fleet.start();

    await eventually(
      async () => {
        expect(await stack.rows('select code from quarantine where meter_number = $1', [login!.meterNumber])).toEqual([
          { code: 'telemetry.topic_not_allowed' },
        ]);
      },
      { timeoutMs: 60_000 },
    );
    const { seq } = fleet.meter(login!.meterNumber).state;
    await eventually(
      async () => {
        const rows = await stack.rows('select 1 from reading where meter_number = $1 and seq > $2', [login!.meterNumber, seq]);
        expect(rows.length).toBeGreaterThan(0);
      },
      { timeoutMs: 60_000 },
    );
    await fleet.stop();
  });
});
