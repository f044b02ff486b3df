import type { EventData, EventDefinition, ReceivedEvent } from '@openprepay/contracts/event';
import { TokenIssued, TokenRefused } from '@openprepay/contracts/key-management';
import type { ConsumerDefinition } from '@openprepay/messaging/consume';
import type { Tx } from '@openprepay/persistence/tx';
import { ALL_UTILITIES, inUtility } from '@openprepay/persistence/tenancy';
import { moneyMinor } from '@openprepay/quantities';
import { ServiceParts } from '@openprepay/runtime/service';
import { newMeter } from '@openprepay/testing/meter';
import { flatTariff } from '@openprepay/testing/tariff';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuedFor, publishDefault, refusedFor, staff, startVending, type Vending } from '../../test/fixture.js';
import { SetCommission } from '../floats/set-commission.js';
import { GiveFreeBasic } from '../selling/give-free-basic.js';
import type { Vend } from '../vend/vend.js';

const UTILITIES = ['north', 'south'] as const;
const ACCOUNTS = ['ACC-1', 'ACC-2'] as const;
const ROUNDS = 15;

let vending: Vending;
const vendors = new Map<string, string>();

beforeAll(async () => {
  vending = await startVending({ poolSize: 20 });
  for (const [index, utility] of UTILITIES.entries()) {
    await publishDefault(vending, undefined, utility);
    for (const accountNumber of ACCOUNTS) {
      const debtId = `019ab000-0000-7000-8000-00000000${index}${ACCOUNTS.indexOf(accountNumber)}0d`;
      const debt = {
        debtId,
        code: 'loan',
        chargedMinor: moneyMinor(10n ** 9n),
        settledElsewhereMinor: moneyMinor(0n),
        recovery: { share: '20' },
      };
      const pricing = { accountNumber, revision: 1, currency: 'KES', tariffCode: undefined, debts: [debt] };
      await vending.run((tx) => vending.storeAccountPricing.execute(tx, [pricing]), utility);
      const { vendorId } = await vending.createVendor.execute(staff(utility), { name: accountNumber });
      await vending.depositFloat.execute(staff(utility), { vendorId, amount: '900000', currency: 'KES', reference: accountNumber });
      vendors.set(`${utility} ${accountNumber}`, vendorId);
    }
  }
});
afterAll(() => vending.stop());

const NOTHING = { failed: [], completed: [] };

let lastKey = 0;
/** A vend of each account, by its vendor, in this order. */
async function sellTo(utility: string, accounts: readonly string[]): Promise<readonly Vend[]> {
  const vends: Vend[] = [];
  for (const accountNumber of accounts) {
    const { meterNumber } = await vending.createMeter.execute(staff(utility), newMeter({ accountNumber }));
    const vendorId = vendors.get(`${utility} ${accountNumber}`)!;
    vends.push((await vending.sell(meterNumber, `locks-${(lastKey += 1)}`, { utility, vendorId })).vend);
  }
  return vends;
}

const consumer = (event: EventDefinition): ConsumerDefinition =>
  vending.get(ServiceParts).consumers.find((definition) => definition.event.type === event.type && definition.group === 'vending.tokens')!;

const received = <Definition extends EventDefinition>(
  { type }: Definition,
  data: readonly EventData<Definition>[],
  utility: string,
): readonly ReceivedEvent[] =>
  data.map((one) => ({ id: vending.clock.newId(), type, source: 'key-management', utility, time: vending.clock.now(), data: one }));

/** One batch of answers, as a consumer handles it: each utility's, what fails before what completes. */
async function settle(tx: Tx, batch: ReadonlyMap<string, { readonly failed: readonly Vend[]; readonly completed: readonly Vend[] }>) {
  for (const utility of UTILITIES) {
    const answers = batch.get(utility)!;
    if (answers.failed.length + answers.completed.length === 0) continue;
    await inUtility(tx, utility, async (own) => {
      const later = received(TokenIssued, answers.completed.map(issuedFor), utility);
      await consumer(TokenRefused).handle(received(TokenRefused, answers.failed.map(refusedFor), utility), own, later);
      await consumer(TokenIssued).handle(later, own);
    });
  }
}

async function deadlocks(): Promise<number> {
  const admin = new pg.Client({ connectionString: vending.postgres.adminUrl });
  await admin.connect();
  try {
    const { rows } = await admin.query<{ readonly deadlocks: string }>('select deadlocks from pg_stat_database where datname = $1', [
      new URL(vending.database.url).pathname.slice(1),
    ]);
    return Number(rows[0]!.deadlocks);
  } finally {
    await admin.end();
  }
}

describe('batches of two utilities that race', () => {
  it('never deadlock, in whichever order their accounts and vendors come, nor with the sales between them', async () => {
    const before = await deadlocks();
    let begun = 0;

    for (let round = 0; round < ROUNDS; round++) {
      const batches = await Promise.all(
        [ACCOUNTS, ACCOUNTS.toReversed()].map(async (accounts) => {
          const ofUtility = async (utility: string) =>
            [utility, { failed: await sellTo(utility, accounts), completed: await sellTo(utility, accounts) }] as const;
          return new Map(await Promise.all(UTILITIES.map(ofUtility)));
        }),
      );
      await Promise.all([
        ...batches.map((batch) =>
          vending.unitOfWork.run(ALL_UTILITIES, (tx) => {
            begun += 1;
            return settle(tx, batch);
          }),
        ),
        ...UTILITIES.map((utility) => sellTo(utility, ACCOUNTS)),
      ]);
    }

    // a transaction that was in another's way would have been run again
    expect(begun).toBe(2 * ROUNDS);
    expect(await deadlocks()).toBe(before);
  });
});

describe('batches that race, of refused sales and of free units that earn a fee', () => {
  it('never deadlock, whose float ever is of which: all of a batch are taken in one order', async () => {
    const utility = UTILITIES[0];
    const document = flatTariff({ tariffCode: 'FREE', freeUnits: { amount: '50', per: 'month' } });
    await publishDefault(vending, document, utility);
    const shops = ACCOUNTS.map((account) => vendors.get(`${utility} ${account}`)!);
    const fee = [{ kind: 'free-basic', perVend: '2.50' }] as const;
    for (const vendorId of shops) await vending.get(SetCommission).execute(staff(utility), { vendorId, commission: fee });
    const give = async (vendorId: string): Promise<Vend> => {
      const { meterNumber } = await vending.createMeter.execute(staff(utility), newMeter());
      const idempotencyKey = `locks-${(lastKey += 1)}`;
      return (await vending.get(GiveFreeBasic).execute(staff(utility), { meterNumber, idempotencyKey, vendorId })).vend;
    };
    const before = await deadlocks();
    let begun = 0;

    for (let round = 0; round < ROUNDS; round++) {
      const batches = [];
      for (const [failing, earning] of [shops, shops.toReversed()]) {
        const failed = await sellTo(utility, [ACCOUNTS[shops.indexOf(failing!)]!]);
        batches.push({ failed, completed: [await give(earning!)] });
      }
      await Promise.all(
        batches.map((batch) =>
          vending.unitOfWork.run(ALL_UTILITIES, (tx) => {
            begun += 1;
            return settle(tx, new Map([[utility, batch], ...UTILITIES.slice(1).map((other) => [other, NOTHING] as const)]));
          }),
        ),
      );
    }

    expect(begun).toBe(2 * ROUNDS);
    expect(await deadlocks()).toBe(before);
  });
});
