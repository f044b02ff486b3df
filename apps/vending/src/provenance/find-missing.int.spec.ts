import { sql } from '@openprepay/persistence/sql';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startVending } from '../../test/fixture.js';
import { behindTheBack, type Compared, startCompared } from '../../test/provenance.js';
import { FindMissing } from './find-missing.js';
import { ProvenanceRepository } from './provenance.repository.js';
import { StatementsHeard } from './statements-heard.js';

let vending: Compared;
let utility: string;
beforeAll(async () => void (vending = await startCompared()));
afterAll(() => vending.stop());
beforeEach(async () => {
  utility = await vending.nextUtility();
  vi.restoreAllMocks();
  isHeard(true);
});

/** Whether vending has read all that there is to read. */
const isHeard = (heard: boolean) => vi.spyOn(vending.get(StatementsHeard), 'toTheEnd').mockReturnValue(heard);
const tell: Compared['tell'] = (issued, told) => vending.tell(issued, told);
const compare = () => vending.compare();
const read: Compared['read'] = (range) => vending.read(range);
const alarms = () => vending.alarms();
const sold = () => vending.sold();
const at = (hour: number) => ({ hour: new Date(Date.UTC(2026, 10, 10, hour)) });
const lookForMissing = async (until: string) => {
  vending.clock.set(until);
  while ((await vending.get(FindMissing).execute()) > 0);
};

describe('what has tokens that the vault has not stated', () => {
  it('is found once the vault has had time to state it, and is an alarm; what it has stated is not', async () => {
    await tell([await sold()], at(7));
    await compare();
    const [stated, missing] = [await sold(), await sold()];
    await tell([stated]);
    await compare();

    await lookForMissing('2026-11-10T11:59:59Z');
    expect(await read()).toMatchObject({ missingCount: 0 });
    await lookForMissing('2026-11-10T12:00:00Z');

    expect(await read()).toMatchObject({ missingCount: 1, missing: [{ requestId: missing.requestId, kind: 'credit' }] });
    expect(await alarms()).toMatchObject([{ what: 'missing', requests: 1 }]);
  });

  it('is missing no longer once the vault states it after all', async () => {
    await tell([behindTheBack()], at(7));
    await compare();
    const one = await sold();
    await lookForMissing('2026-11-10T12:00:00Z');
    expect(await read()).toMatchObject({ missingCount: 1 });

    await tell([one]);
    await compare();

    expect(await read()).toMatchObject({ missingCount: 0, missing: [] });
  });

  it('is looked for where statements have stopped coming altogether', async () => {
    await tell([behindTheBack()], at(7));
    await compare();
    vending.clock.set('2026-11-10T15:30:00Z');
    await sold();

    await lookForMissing('2026-11-10T19:00:00Z');

    expect(await read()).toMatchObject({ missingCount: 1 });
  });

  it('is looked for where the vault has never stated anything of the utility, from its first sale on', async () => {
    const first = await sold();
    await lookForMissing('2026-11-10T08:00:30Z');

    await lookForMissing('2026-11-10T12:00:00Z');

    expect(await read()).toMatchObject({ missingCount: 1, missing: [{ requestId: first.requestId }] });
    expect(await alarms()).toMatchObject([{ what: 'missing', requests: 1 }]);
  });

  it('is not looked for where no statement would be believed, for want of the vault’s key', async () => {
    const keyless = await startVending();
    try {
      await keyless.owner.query(`insert into receipt_counter (utility, last_number) values ('acme', 1)`);
      vi.spyOn(keyless.get(StatementsHeard), 'toTheEnd').mockReturnValue(true);

      expect(await keyless.get(FindMissing).execute()).toBe(0);

      expect((await keyless.owner.query('select from provenance_watch')).rowCount).toBe(0);
    } finally {
      await keyless.stop();
    }
  });

  it('is looked for by whoever was away only once it has heard what the vault has stated meanwhile', async () => {
    await tell([behindTheBack()], at(7));
    await compare();
    const [one, other] = [await sold(), await sold()];
    isHeard(false);

    await lookForMissing('2026-11-10T18:00:00Z');
    expect(await alarms()).toHaveLength(1);
    await tell([one], at(8));
    await compare();
    await lookForMissing('2026-11-10T18:00:30Z');
    expect(await read()).toMatchObject({ missingCount: 0 });
    await tell([behindTheBack()], at(10));
    await compare();
    await lookForMissing('2026-11-10T18:01:00Z');

    expect(await read()).toMatchObject({ missingCount: 1, missing: [{ requestId: other.requestId }] });
  });

  it('is looked for in the hours of others where those of one utility cannot be looked through', async () => {
    await sold();
    await lookForMissing('2026-11-10T08:00:30Z');
    const hindered = utility;
    utility = await vending.nextUtility();
    await sold();
    await lookForMissing('2026-11-10T08:00:30Z');
    const repository = vending.get(ProvenanceRepository);
    const find = repository.findMissing.bind(repository);
    vi.spyOn(repository, 'findMissing').mockImplementation((tx, hour) =>
      tx.utility === hindered ? Promise.reject(new Error('this one cannot be')) : find(tx, hour),
    );

    await lookForMissing('2026-11-10T12:00:00Z');

    expect(await read()).toMatchObject({ missingCount: 1 });
  });

  it('is looked for although a statement of the time has not been compared for a day', async () => {
    await sold();
    await lookForMissing('2026-11-10T08:00:30Z');
    await tell([], at(8));
    await vending.owner.query(`update vault_issue_statement set said = '{}' where utility = $1`, [utility]);
    await compare();

    await lookForMissing('2026-11-11T08:00:00Z');
    expect(await read()).toMatchObject({ missingCount: 0 });
    await lookForMissing('2026-11-11T08:00:31Z');

    expect(await read()).toMatchObject({ missingCount: 1 });
  });

  it('is not what a sandbox has sold', async () => {
    await tell([behindTheBack()], at(7));
    await compare();
    await vending.run((tx) => sql(tx, 'insert into sandbox_utility values ($1)', [utility]), utility);
    await sold();

    await lookForMissing('2026-11-10T12:00:00Z');

    expect(await read()).toMatchObject({ missingCount: 0 });
  });
});
