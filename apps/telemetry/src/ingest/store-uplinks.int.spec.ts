import { meterPan } from '@openprepay/sts';
import { UTILITY } from '@openprepay/testing/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { limits } from '../telemetry-limits.js';
import { StoreUplinks } from './store-uplinks.js';

let telemetry: OpenedTelemetry;
beforeAll(async () => {
  telemetry = await openTelemetry();
});
afterAll(() => telemetry.stop());

/** The table refuses as many inserts with that code as a message has tries, and one more. */
async function failAgainAndAgain(code: string): Promise<void> {
  await telemetry.owner.query(`
    drop trigger if exists slow on meter_state;
    create sequence if not exists tries;
    grant usage on sequence tries to public;
    alter sequence tries restart;
    create or replace function slow() returns trigger language plpgsql as $$
    begin
      if nextval('tries') <= ${limits.ingest.handlingTries + 1} then raise exception 'not now' using errcode = '${code}'; end if;
      return new;
    end $$;
    create trigger slow before insert on meter_state for each row execute function slow()`);
}

async function report(meterNumber: string): Promise<number> {
  let acknowledged = 0;
  const taken = {
    topic: `meters/${meterNumber}/state`,
    payload: Buffer.from('{"online":true}'),
    receivedAt: telemetry.clock.now(),
    acknowledge: () => void acknowledged++,
  };
  const meter = { utility: UTILITY, meterNumber, meterPan: meterPan(meterNumber) };
  await telemetry.get(StoreUplinks).execute([{ taken, meter, uplink: { kind: 'state', meterNumber, online: true } }]);
  return acknowledged;
}

const quarantined = async (meterNumber: string) =>
  (await telemetry.owner.query('select code from quarantine where meter_number = $1', [meterNumber])).rows;

describe('what a meter says of itself', () => {
  it.each([
    ['a lock that is not given', '55P03'],
    ['a statement that takes too long', '57014'],
    ['a deadlock', '40P01'],
    ['a conflict of transactions', '40001'],
  ])('outlasts %s: a database that is slow sets nothing aside', async (_what, code) => {
    const meterNumber = await telemetry.meter();
    await failAgainAndAgain(code);

    expect(await report(meterNumber)).toBe(1);

    expect(await quarantined(meterNumber)).toEqual([]);
    expect((await telemetry.owner.query('select 1 from meter_state where meter_number = $1', [meterNumber])).rowCount).toBe(1);
  });

  it('is set aside where the database refuses it again and again', async () => {
    const meterNumber = await telemetry.meter();
    await failAgainAndAgain('23514');

    expect(await report(meterNumber)).toBe(1);

    expect(await quarantined(meterNumber)).toEqual([{ code: 'telemetry.handling_failed' }]);
  });
});
