import { Notifications } from '@openprepay/persistence/notifications';
import { Outbox } from '@openprepay/messaging/outbox';
import { eventually } from '@openprepay/testing/eventually';
import { UTILITY } from '@openprepay/testing/identity';
import { newMeter } from '@openprepay/testing/meter';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { issuedFor, publishDefault, staff, startVending, type Vending } from '../../test/fixture.js';
import type { Vend } from '../vend/vend.js';
import { CampaignMeterRepository } from '../campaign-meters/campaign-meter.repository.js';
import { FeeRepository } from '../commissions/fee.repository.js';
import { KeyChangeRepository } from '../key-changes/key-change.repository.js';
import { UnitsIssueRepository } from '../units-issues/units-issue.repository.js';
import { VendRepository } from '../vend/vend.repository.js';
import { CompleteVends } from './complete-vends.js';
import { SalesRepository } from '../sales/sales.repository.js';
import { ReceiptNumbers } from './receipt-numbers.repository.js';
import { VendSettlements } from './vend-settlements.js';

const WAIT_MS = 20_000;
let vending: Vending;
let elsewhere: Awaited<ReturnType<typeof anotherProcess>>;
beforeAll(async () => {
  vending = await startVending({ vendWaitMs: WAIT_MS });
  await publishDefault(vending);
  elsewhere = await anotherProcess();
});
afterEach(() => void vi.restoreAllMocks());
afterAll(async () => {
  await elsewhere.notifications.stop();
  await vending.stop();
});

/** What another process of the service has by itself, over the same database. */
async function anotherProcess() {
  const notifications = new Notifications({ url: vending.database.url, logger: { warn: () => undefined } });
  await notifications.start();
  const vends = vending.get(VendRepository);
  const settlements = new VendSettlements(notifications, vending.unitOfWork, vends, { vendWaitMs: WAIT_MS });
  const completing = new CompleteVends(
    vends,
    vending.get(KeyChangeRepository),
    vending.get(CampaignMeterRepository),
    vending.get(FeeRepository),
    vending.get(UnitsIssueRepository),
    vending.get(ReceiptNumbers),
    vending.get(SalesRepository),
    vending.get(Outbox),
    settlements,
    vending.clock,
  );
  return {
    notifications,
    settlements,
    complete: (answered: readonly Vend[]): Promise<void> => vending.run((tx) => completing.execute(tx, answered.map(issuedFor))),
  };
}

let lastKey = 0;
/** Sales that wait for their tokens, and their vends. */
async function selling(count: number) {
  const meters = await Promise.all(
    Array.from({ length: count }, async () => (await vending.createMeter.execute(staff(), newMeter())).meterNumber),
  );
  const sold = Promise.all(meters.map((meter) => vending.sell(meter, `settled-${(lastKey += 1)}`)));
  const vends = await eventually(async () => {
    const { items } = await vending.findVends.execute(staff(), { limit: 200, state: 'awaiting-token' });
    const own = items.filter(({ meter }) => meters.includes(meter.meterNumber));
    expect(own).toHaveLength(count);
    return own;
  });
  return { vends, states: async () => (await sold).map(({ vend }) => vend.outcome.state) };
}
const complete = (vends: readonly Vend[]): Promise<void> => vending.run((tx) => vending.completeVends.execute(tx, vends.map(issuedFor)));
const completed = (count: number): readonly string[] => Array<string>(count).fill('completed');

describe('requests that wait for their tokens', () => {
  it('are answered by their own process from what it knows, and nobody else is told', async () => {
    const { vends, states } = await selling(3);
    const reads = vi.spyOn(vending.get(VendRepository), 'ofUtilities');
    const sent = vi.spyOn(vending.get(Notifications), 'send');

    await complete(vends);

    expect(await states()).toEqual(completed(3));
    expect(reads).not.toHaveBeenCalled();
    expect(sent.mock.calls.flatMap(([, vendIds]) => vendIds)).toEqual([]);
  });

  it('hear of what another process has settled', async () => {
    const { vends, states } = await selling(3);

    await elsewhere.complete(vends);

    expect(await states()).toEqual(completed(3));
  });

  it('hear of it also where they only repeat a sale that another process waits for itself', async () => {
    const { vends, states } = await selling(1);
    const repeated = elsewhere.settlements.of(UTILITY, vends[0]!.vendId);

    await complete(vends);

    expect((await repeated)?.outcome.state).toBe('completed');
    expect(await states()).toEqual(completed(1));
  });

  it('look all in one statement once the connection that they listen by is back, however many they are', async () => {
    const { vends, states } = await selling(60);
    const reads = vi.spyOn(vending.get(VendRepository), 'ofUtilities');
    vi.spyOn(elsewhere.notifications, 'send').mockReturnValue(undefined);
    await elsewhere.complete(vends);

    await loseConnection('vending-notifications');

    expect(await states()).toEqual(completed(60));
    expect(reads).toHaveBeenCalledTimes(1);
  });
});

/** Ends the sessions of that name, as a failover does. */
async function loseConnection(applicationName: string): Promise<void> {
  const admin = new pg.Client({ connectionString: vending.postgres.adminUrl });
  await admin.connect();
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name = $2', [
    new URL(vending.database.url).pathname.slice(1),
    applicationName,
  ]);
  await admin.end();
}
