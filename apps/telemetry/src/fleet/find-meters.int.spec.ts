import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerOf, openTelemetry, type OpenedTelemetry } from '../../test/opened-telemetry.js';
import { rowsRead } from '@openprepay/testing/rows-read';
import { FindMeters, type MetersQuery } from './find-meters.js';
import { ListedMeterRepository, type MeterFilter } from './listed-meter.repository.js';

const MANY = 6_000;
const number = (n: number): string => String(n).padStart(11, '0');

let telemetry: OpenedTelemetry;
beforeAll(async () => {
  telemetry = await openTelemetry();
  // Of each thousand one is never heard of, one is away for ten days, one for two; all others are there.
  await telemetry.owner.query(`insert into meter (utility, meter_number, meter_pan, commodity, changed_at, revision)
    select 'acme', lpad(n::text, 11, '0'), 'pan', 'electricity', now(), 1 from generate_series(1, ${MANY}) n`);
  await telemetry.owner.query(`insert into meter_state (utility, meter_number, connected, changed_at, last_seen_at)
    select 'acme', lpad(n::text, 11, '0'), n % 1000 not in (1, 2), '2026-11-20T10:00:00Z',
      timestamptz '2026-11-20T10:00:00Z' - case n % 1000 when 1 then interval '10 days' when 2 then interval '2 days' else interval '0' end
        - n * interval '1 ms'
    from generate_series(1, ${MANY}) n where n % 1000 <> 0`);
  await telemetry.owner.query('analyze');
});
afterAll(() => telemetry.stop());

async function all(query: Partial<MetersQuery>, utility = 'acme'): Promise<readonly string[]> {
  const found: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await telemetry.get(FindMeters).execute(callerOf('operator', { utility }), { limit: 5, ...query, cursor });
    found.push(...page.items.map(({ meterNumber }) => meterNumber));
    if (page.nextCursor === undefined) return found;
    cursor = page.nextCursor;
  }
}
const everyThousand = (first: number): readonly string[] => Array.from({ length: MANY / 1_000 }, (_, n) => number(n * 1_000 + first));

describe('the meters of a fleet', () => {
  it('are listed by number, page by page, with who is there, who is away and who was never heard of', async () => {
    const { items } = await telemetry.get(FindMeters).execute(callerOf('clerk'), { limit: 3 });
    expect(items.map(({ meterNumber, presence }) => [meterNumber, presence])).toEqual([
      [number(1), 'offline'],
      [number(2), 'offline'],
      [number(3), 'connected'],
    ]);
    expect(await all({ limit: 500 })).toEqual(Array.from({ length: MANY }, (_, n) => number(n + 1)));
    expect(await all({}, 'north')).toEqual([]);
  });

  it('are listed by their presence', async () => {
    const [away, never] = [[...everyThousand(1), ...everyThousand(2)].toSorted(), everyThousand(1_000)];
    expect(await all({ presence: 'never-seen' })).toEqual(never);
    expect(await all({ presence: 'offline' })).toEqual(away);
    expect(await all({ connected: 'false' })).toEqual([...away, ...never].toSorted());
    expect(await all({ connected: 'true', limit: 500 })).toHaveLength(MANY - away.length - never.length);
    expect(await all({ connected: 'true', presence: 'offline' })).toEqual([]);
  });

  it('are listed by how long they are silent, those first that are silent for longest', async () => {
    expect(await all({ lastSeenBefore: new Date('2026-11-15T00:00:00Z') })).toEqual(everyThousand(1).toReversed());
    expect(await all({ lastSeenBefore: new Date('2026-11-19T00:00:00Z') })).toEqual([
      ...everyThousand(1).toReversed(),
      ...everyThousand(2).toReversed(),
    ]);
    expect(await all({ lastSeenBefore: new Date('2026-11-19T00:00:00Z'), connected: 'true' })).toEqual([]);
  });

  it('are listed by where in the network they hang, with their presence as with all others', async () => {
    await telemetry.owner.query(`update meter set network_node = 'T1' where meter_number in ('${[1, 3, 1_000].map(number).join("','")}')`);

    expect(await all({ networkNode: 'T1' })).toEqual([number(1), number(3), number(1_000)]);
    expect(await all({ networkNode: 'T1', presence: 'never-seen' })).toEqual([number(1_000)]);
    expect(await all({ networkNode: 'T1', lastSeenBefore: new Date('2026-11-15T00:00:00Z') })).toEqual([number(1)]);
    expect(await all({ networkNode: 'T1', alarm: 'true' })).toEqual([]);
    expect(await all({ networkNode: 'T2' })).toEqual([]);
    expect(await all({ networkNode: 'T1' }, 'north')).toEqual([]);
  });

  const pages: readonly (readonly [string, Omit<MeterFilter, 'limit'>])[] = [
    ['meters', { presences: ['connected', 'offline', 'never-seen'] }],
    ['meters that are away', { presences: ['offline'] }],
    ['silent meters', { presences: ['connected', 'offline'], lastSeenBefore: new Date('2026-11-15T00:00:00Z') }],
  ];
  it.each(pages)('a page of %s reads what it shows and hardly more', async (_name, filter) => {
    const read = await telemetry.run((tx) =>
      rowsRead(tx, 'meter_state', () => telemetry.get(ListedMeterRepository).list(tx, { ...filter, limit: 6 })),
    );

    expect(read).toBeLessThanOrEqual(3 * 6);
  });
});
