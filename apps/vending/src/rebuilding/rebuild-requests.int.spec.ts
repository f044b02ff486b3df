import type { EventDefinition } from '@openprepay/contracts/event';
import type { Principal } from '@openprepay/contracts/identity';
import { MeterChanged, VendCompleted, VendorDeposited } from '@openprepay/contracts/vending';
import { VendorWithdrew } from '@openprepay/contracts/vendor-money';
import { newMeter } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { issuedFor, publishDefault, staff, startVending, type Vending } from '../../test/fixture.js';
import { ChangePolicy } from '../floats/change-policy.js';
import { DecideChange } from '../floats/decide-change.js';
import { DepositFloat } from '../floats/deposit-float.js';
import { WithdrawFloat } from '../floats/withdraw-float.js';
import { DecideFreeIssue } from '../free-issues/decide-free-issue.js';
import { GiveFreeIssue } from '../free-issues/give-free-issue.js';
import { Rebuild } from './rebuild.js';

const bob: Principal = { ...staff(), subject: 'bob', username: 'bob' };

let lost: Vending;
let restored: Vending;
beforeAll(async () => {
  [lost, restored] = await Promise.all([startVending(), startVending()]);
  for (const vending of [lost, restored]) {
    await publishDefault(vending);
    const limits = { depositApprovalAbove: '1000', floatLimitApprovalAbove: '0', withdrawalApprovalAbove: '100' };
    await vending.get(ChangePolicy).execute(staff(), limits);
  }
});
afterAll(() => Promise.all([lost.stop(), restored.stop()]));

/** Takes all that was told of these into what was restored; `as` is what an event said. */
async function rebuild(definitions: readonly EventDefinition[], as = (data: object): object => data): Promise<Rebuild['found']> {
  const rebuilding = new Rebuild(restored.unitOfWork);
  for (const definition of definitions) {
    for (const { type, utility, data } of await lost.events(definition)) {
      await rebuilding.take({ type, utility, data: as(z.encode(definition.data, data) as object) });
    }
  }
  return rebuilding.found;
}
const MONEY = [VendorDeposited, VendorWithdrew];

/** Rows of the database that is lost, as the backup has them. */
async function backUp(table: string, where: string, value: string): Promise<void> {
  const { rows } = await lost.owner.query<{ row: unknown }>(`select to_jsonb(t) as row from ${table} t where ${where} = $1`, [value]);
  const rebuilt = `insert into ${table} select (jsonb_populate_record(null::${table}, $1::jsonb)).*`;
  for (const { row } of rows) await restored.owner.query(rebuilt, [JSON.stringify(row)]);
}

let references = 0;
async function vendorWith(amount: string): Promise<string> {
  const { vendorId } = await lost.createVendor.execute(staff(), { name: 'shop' });
  await backUp('vendor', 'vendor_id', vendorId);
  await lost.depositFloat.execute(staff(), { vendorId, amount, currency: 'KES', reference: `restored-${++references}` });
  return vendorId;
}
const withoutIssue = ({ sale, ...said }: { sale?: { issue?: unknown } }): object => {
  const { issue: _issue, ...rest } = sale ?? {};
  return { ...said, ...(sale && { sale: rest }) };
};
const withdraw = (vending: Vending, vendorId: string, changes: object = {}) =>
  vending.get(WithdrawFloat).execute(staff(), {
    ...{ vendorId, amount: '60.00', currency: 'KES', idempotencyKey: `key of ${vendorId}`, reason: 'shop closes', ...changes },
  });
const floatOf = async (vendorId: string) => (await restored.findVendor.execute(staff(), { vendorId })).floatMinor;

describe('a withdrawal that the backup does not know', () => {
  it('is the same one to whoever repeats the request after the restore, and another amount under its key is refused', async () => {
    const vendorId = await vendorWith('500');
    await withdraw(lost, vendorId);
    await rebuild(MONEY);

    await expect(withdraw(restored, vendorId)).resolves.toMatchObject({
      replayed: true,
      withdrawal: { requestedBy: { username: 'till-1' } },
    });
    await expect(withdraw(restored, vendorId, { amount: '61.00' })).rejects.toMatchObject({ code: 'vending.idempotency_key_reused' });
    expect(await floatOf(vendorId)).toBe(44_000n);
  });

  it('stands beside the one that was paid under its key since the restore: both have left the float', async () => {
    const vendorId = await vendorWith('500');
    await withdraw(lost, vendorId);
    await rebuild([VendorDeposited]);
    await withdraw(restored, vendorId);

    expect(await rebuild(MONEY)).toMatchObject({ withdrawals: 1, lookAt: [] });
    expect(await floatOf(vendorId)).toBe(38_000n);
  });

  it('that an earlier release has told of, without its request, is taken out all the same', async () => {
    const vendorId = await vendorWith('500');
    await withdraw(lost, vendorId);

    await rebuild(MONEY, ({ request: _request, ...said }: { request?: unknown }) => said);

    expect(await floatOf(vendorId)).toBe(44_000n);
  });
});

describe('what waited for its second person when the backup was made', () => {
  it('is done where they have agreed since, by both: a withdrawal and a deposit', async () => {
    const vendorId = await vendorWith('500');
    const [asked, deposited] = [
      await withdraw(lost, vendorId, { amount: '200.00' }),
      await lost.get(DepositFloat).execute(staff(), { vendorId, amount: '1001', currency: 'KES', reference: `restored-${++references}` }),
    ];
    const changes = [asked, deposited].map((waiting) => ('waiting' in waiting ? waiting.waiting.changeId : expect.fail('it waits')));
    for (const changeId of changes) {
      await backUp('vendor_change', 'change_id', changeId);
      await lost.get(DecideChange).execute(bob, { changeId, refusal: undefined });
    }

    await rebuild(MONEY);

    expect(await floatOf(vendorId)).toBe(130_100n);
    for (const changeId of changes) {
      const again = restored.get(DecideChange).execute(bob, { changeId, refusal: undefined });
      await expect(again).rejects.toMatchObject({ code: 'vending.vendor_change_decided' });
    }
    await expect(withdraw(restored, vendorId, { amount: '200.00' })).resolves.toMatchObject({
      replayed: true,
      withdrawal: { approvedBy: 'bob' },
    });
    const { rows } = await restored.owner.query('select deposited_by, approved_by from vendor_deposit where deposit_id = $1', [changes[1]]);
    expect(rows).toEqual([{ deposited_by: 'till-1', approved_by: 'bob' }]);
    expect(await floatOf(vendorId)).toBe(130_100n);
  });

  it.each(['as now', 'as by an earlier release'])(
    'is given once: units that were given since have been agreed to, told %s',
    async (told) => {
      const { meterNumber } = await lost.createMeter.execute(staff(), newMeter());
      const asked = await lost
        .get(GiveFreeIssue)
        .execute(staff(), { meterNumber, units: '60', reason: 'fault', idempotencyKey: `free-restored ${told}` });
      const freeIssueId = 'issue' in asked ? asked.issue.freeIssueId : expect.fail('it waits');
      await backUp('free_issue', 'free_issue_id', freeIssueId);
      const { vend } = await lost.get(DecideFreeIssue).execute(bob, { freeIssueId, refusal: undefined });
      await lost.run((tx) => lost.completeVends.execute(tx, [issuedFor(vend!)]));
      await rebuild([MeterChanged, VendCompleted], told === 'as now' ? undefined : withoutIssue);

      const again = restored.get(DecideFreeIssue).execute(bob, { freeIssueId, refusal: undefined });

      await expect(again).rejects.toMatchObject({ code: 'vending.free_issue_decided' });
      const { rows: issues } = await restored.owner.query('select vend_id, decided_by_username from free_issue where free_issue_id = $1', [
        freeIssueId,
      ]);
      expect(issues).toEqual([{ vend_id: vend?.vendId, decided_by_username: told === 'as now' ? 'bob' : 'rebuilt' }]);
      const { rows } = await restored.owner.query('select count(*)::int as vends from vend where meter_number = $1', [meterNumber]);
      expect(rows).toEqual([{ vends: 1 }]);
    },
  );
});
