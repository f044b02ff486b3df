import { eventually } from '@openprepay/testing/eventually';
import { expect } from 'vitest';
import type { AlarmStormAnswer } from '@openprepay/contracts/http/telemetry-alarms';
import { DatabaseCopies } from './database-copies.js';
import type { Platform } from './platform.js';

const PATIENCE = { timeoutMs: 90_000 };
/** Longer than a meter may be silent without being of a storm. */
const SILENT = `now() - interval '70 seconds'`;

interface Dark {
  /** A part of the network that there is, on which nothing hangs yet. */
  readonly networkNode: string;
  /** Meters that nobody simulates. */
  readonly meterNumbers: readonly string[];
}

/** Hangs meters on a part of the network, which then goes dark. @returns the storm that telemetry makes of it */
export async function outage(platform: Platform, { networkNode, meterNumbers }: Dark): Promise<AlarmStormAnswer> {
  const [{ vending }, { telemetry }] = [await platform.as('engineer'), await platform.as('operator')];
  for (const meterNumber of meterNumbers) await vending.changeMeter({ params: { meterNumber }, body: { networkNode } });
  const hanging = `from meter where network_node = '${networkNode}'`;
  await eventually(
    () =>
      new DatabaseCopies(platform).change('telemetry', [
        `do $$ begin if (select count(*) ${hanging}) < ${meterNumbers.length} then raise 'not all of them are known'; end if; end $$`,
        // They were there, and have been away since, as the head-end would have written it down.
        `insert into meter_state (utility, meter_number, connected, changed_at, last_seen_at)
         select utility, meter_number, false, ${SILENT}, ${SILENT} ${hanging} on conflict do nothing`,
        `insert into alarm_cause (utility, meter_number, kind, since)
         select utility, meter_number, 'offline', ${SILENT} ${hanging} on conflict do nothing`,
      ]),
    PATIENCE,
  );
  const storms = async () => (await telemetry.listAlarmStorms({ query: { networkNode } })).body.items;
  await eventually(async () => expect(await storms()).toMatchObject([{ meters: meterNumbers.length, state: 'open' }]), PATIENCE);
  return (await storms())[0]!;
}
