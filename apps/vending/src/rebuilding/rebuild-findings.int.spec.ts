import type { EventDefinition } from '@openprepay/contracts/event';
import { MeterChanged, VendCompleted } from '@openprepay/contracts/vending';
import type { PastEvent } from '@openprepay/messaging/history';
import { meterKeyData, newMeter, newMeterNumber } from '@openprepay/testing/meter';
import { flatTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { issuedFor, publishDefault, staff, startVending, type Vending } from '../../test/fixture.js';
import { WithdrawFloat } from '../floats/withdraw-float.js';
import { DecideFreeIssue } from '../free-issues/decide-free-issue.js';
import { FindFreeIssues } from '../free-issues/find-free-issues.js';
import type { FreeIssue } from '../free-issues/free-issue.js';
import { GiveFreeIssue } from '../free-issues/give-free-issue.js';
import { FindReplacement } from '../replacements/find-replacement.js';
import { ReplaceMeter } from '../replacements/replace-meter.js';
import { DecideReversal } from '../reversals/decide-reversal.js';
import { ReverseVend } from '../reversals/reverse-vend.js';
import { GiveFreeBasic } from '../selling/give-free-basic.js';
import { ClosedKeyRepository } from '../vend/closed-key.repository.js';
import type { Vend } from '../vend/vend.js';
import { PASSES } from './passes.js';
import { Rebuild } from './rebuild.js';

let lost: Vending;
let restored: Vending;
beforeAll(async () => {
  [lost, restored] = await Promise.all([startVending(), startVending()]);
});
afterAll(() => Promise.all([lost.stop(), restored.stop()]));

let utilities = 0;
let utility: string;
let meterNumber: string;
let vendorId: string;
/** A utility of which the backup knows the prices, a meter and a vendor. */
beforeEach(async () => {
  utility = `found-${++utilities}`;
  for (const vending of [lost, restored]) {
    await publishDefault(vending, flatTariff({ freeUnits: { amount: '50', per: 'month' } }), utility);
  }
  ({ meterNumber } = await lost.createMeter.execute(staff(utility), newMeter()));
  ({ vendorId } = await lost.createVendor.execute(staff(utility), { name: 'Corner shop' }));
  await lost.depositFloat.execute(staff(utility), { vendorId, amount: '100.00', currency: 'KES', reference: 'before the backup' });
  await rebuild();
});

/** What a service has told the others of the utility, as it is read again. */
async function said(definition: EventDefinition): Promise<readonly PastEvent[]> {
  const events = (await lost.events(definition)).filter((event) => event.utility === utility);
  return events.map(({ id, type, key, data: decoded }) => {
    const data = z.encode(definition.data, decoded);
    const raw = { topic: definition.topic, partition: 0, offset: '0', key: Buffer.from(key), value: Buffer.from(JSON.stringify(data)) };
    const headers = { ce_id: id, ce_type: type, ce_utility: utility };
    return { type, utility, data, message: { raw: { ...raw, headers }, key, utility, eventId: id, type, holdsKey: false } };
  });
}
async function rebuild(): Promise<Rebuild['found']> {
  const rebuilding = new Rebuild(restored.unitOfWork);
  for (const definition of PASSES.flatMap(({ events }) => events)) for (const event of await said(definition)) await rebuilding.take(event);
  return rebuilding.found;
}
const sold = async (vending: Vending, key: string, amount = '20.00'): Promise<Vend> => {
  const { vend } = await vending.sell(meterNumber, `${key} of ${meterNumber}`, { amount, vendorId, utility });
  await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(vend)]), utility);
  return vend;
};
const passBy = () => restored.owner.query('insert into receipt_counter values ($1, 100)', [utility]);
const parked = async () =>
  (
    await restored.owner.query<{ code: string; state: string; event: { vendId: string } }>(
      `select code, state, convert_from(value, 'UTF8')::jsonb as event from parked_message
        where group_name = 'vending.rebuild' and utility = $1 order by position`,
      [utility],
    )
  ).rows.map(({ code, state, event }) => [code, state, event.vendId]);
const floatOf = async () => (await restored.findVendor.execute(staff(utility), { vendorId })).floatMinor;
const keysOf = async () =>
  (
    await restored.owner.query<{ key: string }>('select idempotency_key as key from vend where utility = $1 order by vend_id', [utility])
  ).rows.map(({ key }) => key);

describe('what cannot be taken as it was, because the service has gone on since the restore', () => {
  it('is left out where its receipt number is another sale’s, kept whole for people, and not sold to whoever repeats it; the rest is made', async () => {
    const [first, second] = [await sold(lost, 'first'), await sold(lost, 'second')];
    await sold(restored, 'meanwhile');

    const found = await rebuild();

    expect(found).toMatchObject({ vends: { 'receipt-taken': 1, made: 1 }, lookAt: [{ vendId: first.vendId, why: 'receipt-taken' }] });
    expect(await parked()).toEqual([['vending.rebuilt_receipt_taken', 'parked', first.vendId]]);
    await expect(sold(restored, 'first')).rejects.toMatchObject({ code: 'vending.idempotency_key_closed' });
    expect(await sold(restored, 'second').catch((error: unknown) => error)).toMatchObject({ vendId: second.vendId });
  });

  it('is made beside what its request has sold once more, for people to take one back', async () => {
    const vend = await sold(lost, 'repeated');
    await passBy();
    await sold(restored, 'repeated');

    expect((await rebuild()).lookAt).toEqual([{ vendId: vend.vendId, why: 'sold-again' }]);
    await rebuild();

    expect(await keysOf()).toEqual(expect.arrayContaining([`repeated of ${meterNumber}`, `rebuilt ${vend.vendId}`]));
    expect([await parked(), await floatOf()]).toEqual([[['vending.rebuilt_sold_again', 'parked', vend.vendId]], 6_000n]);
  });

  it('is made where somebody was told that it had sold nothing', async () => {
    const vend = await sold(lost, 'asked for');
    const closed = { idempotencyKey: `asked for of ${meterNumber}`, seller: vendorId, closedBy: 'till', closedAt: restored.clock.now() };
    await restored.run((tx) => restored.get(ClosedKeyRepository).close(tx, closed), utility);

    expect((await rebuild()).lookAt).toEqual([{ vendId: vend.vendId, why: 'key-closed' }]);
    expect([await parked(), await keysOf()]).toEqual([[['vending.rebuilt_key_closed', 'parked', vend.vendId]], [`rebuilt ${vend.vendId}`]]);
  });

  it('ends nothing where the tables refuse it: free units of a month that were given once more', async () => {
    const free = async (vending: Vending, key: string): Promise<Vend> => {
      const { vend } = await vending.get(GiveFreeBasic).execute(staff(utility), { meterNumber, idempotencyKey: `${key} of free` });
      await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(vend)]), utility);
      return vend;
    };
    const vend = await free(lost, 'first');
    await sold(lost, 'afterwards');
    await passBy();
    await free(restored, 'second');

    expect(await rebuild()).toMatchObject({ vends: { made: 1 }, lookAt: [{ vendId: vend.vendId, why: 'contradicts' }] });
    expect(await parked()).toEqual([['vending.rebuilt_contradicts', 'parked', vend.vendId]]);
  });

  it('is in order once it can be: what a float did not cover is taken where it does, once', async () => {
    await lost.depositFloat.execute(staff(utility), { vendorId, amount: '100.00', currency: 'KES', reference: 'since' });
    const vend = await sold(lost, 'large', '150.00');
    const told = await said(PASSES[2]!.events[0]!);
    const rebuilding = new Rebuild(restored.unitOfWork);
    for (const event of told) await rebuilding.take(event);
    expect(rebuilding.found.lookAt).toEqual([{ vendId: vend.vendId, why: 'float-short' }]);
    expect([await parked(), await floatOf()]).toEqual([[['vending.rebuilt_float_short', 'parked', vend.vendId]], 10_000n]);

    for (let time = 0; time < 2; time++) expect((await rebuild()).lookAt).toEqual([]);

    expect([await parked(), await floatOf()]).toEqual([[['vending.rebuilt_float_short', 'replayed', vend.vendId]], 5_000n]);
  });
});

describe('what was found', () => {
  it('is taken from where it is kept, however long ago it was told', async () => {
    await lost.depositFloat.execute(staff(utility), { vendorId, amount: '100.00', currency: 'KES', reference: 'since' });
    const { vendId } = await sold(lost, 'large', '150.00');
    const first = new Rebuild(restored.unitOfWork);
    for (const event of await said(VendCompleted)) await first.take(event);
    await restored.depositFloat.execute(staff(utility), { vendorId, amount: '100.00', currency: 'KES', reference: 'paid in' });

    await new Rebuild(restored.unitOfWork).takeFound();

    expect([await parked(), await floatOf()]).toEqual([[['vending.rebuilt_float_short', 'replayed', vendId]], 5_000n]);
  });

  it('gives a float nothing back that it has not paid, where people take the sale back', async () => {
    await lost.depositFloat.execute(staff(utility), { vendorId, amount: '100.00', currency: 'KES', reference: 'since' });
    const { vendId } = await sold(lost, 'large', '150.00');
    const rebuilding = new Rebuild(restored.unitOfWork);
    for (const event of await said(VendCompleted)) await rebuilding.take(event);
    expect(rebuilding.found.lookAt).toEqual([{ vendId, why: 'float-short' }]);

    const { reversal } = await restored.get(ReverseVend).execute(staff(utility), { vendId, reason: 'nobody has paid it' });
    const second = { ...staff(utility), subject: 'second', username: 'second' };
    if (!reversal.decision) await restored.get(DecideReversal).execute(second, { reversalId: reversal.reversalId, refusal: undefined });

    expect(await floatOf()).toBe(10_000n);
  });

  it('is for people to look at for the reason that it has by now', async () => {
    ({ meterNumber } = await lost.createMeter.execute(staff(utility), newMeter()));
    const vend = await sold(lost, 'repeated');
    const unknown = new Rebuild(restored.unitOfWork);
    for (const event of await said(VendCompleted)) await unknown.take(event);
    expect(unknown.found.lookAt).toEqual([{ vendId: vend.vendId, why: 'meter-unknown' }]);
    for (const event of await said(MeterChanged)) await unknown.take(event);
    await passBy();
    await sold(restored, 'repeated');

    for (let time = 0; time < 2; time++) await rebuild();

    expect(await parked()).toEqual([['vending.rebuilt_sold_again', 'parked', vend.vendId]]);
  });

  it('lets what was left on a replaced meter be given by nobody alone, whose vend is left out', async () => {
    const taking = newMeterNumber();
    const { credit } = await lost.get(ReplaceMeter).execute(staff(utility), {
      ...{ meterNumber, newMeterNumber: taking, keyData: { ...meterKeyData }, modelCode: undefined },
      ...{ unitsLeft: '7.0', reason: 'broken' },
    });
    const vend = credit?.vend ?? expect.fail('it waits for a second person');
    await lost.run((tx) => lost.completeVends.execute(tx, [issuedFor(vend)]), utility);
    await sold(restored, 'meanwhile');

    for (let time = 0; time < 2; time++) {
      expect((await rebuild()).lookAt).toEqual([{ vendId: vend.vendId, why: 'receipt-taken' }]);
    }
    await new Rebuild(restored.unitOfWork).finish();

    const [here, there] = await Promise.all(
      [restored, lost].map((vending) => vending.get(FindReplacement).ofMeter(staff(utility), meterNumber)),
    );
    expect(here?.replacementId).toBe(there?.replacementId);
    const again = { meterNumber: taking, units: '7', reason: 'again', idempotencyKey: `again to ${taking}` };
    const given = restored.get(GiveFreeIssue).execute(staff(utility), { ...again, replacementId: here?.replacementId });
    await expect(given).rejects.toMatchObject({ code: 'vending.free_issue_decided' });
  });
});

describe('units that were given, whose vend is left out', () => {
  const second = () => ({ ...staff(utility), subject: 'second', username: 'second' });
  const decide = (vending: Vending, { freeIssueId }: FreeIssue) =>
    vending.get(DecideFreeIssue).execute(second(), { freeIssueId, refusal: undefined });
  const free = async (vending: Vending, key: string): Promise<Vend> => {
    const { vend } = await vending.get(GiveFreeBasic).execute(staff(utility), { meterNumber, idempotencyKey: `${key} basic` });
    await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(vend)]), utility);
    return vend;
  };
  const issues = async () => (await restored.get(FindFreeIssues).execute(staff(utility), { meterNumber, limit: 10 })).items;

  it('are not given to whoever approves them once more, as they waited when the backup was made: they wait as what was given before', async () => {
    const wanted = { meterNumber, units: '100', reason: 'a leak', idempotencyKey: `much to ${meterNumber}` };
    const asked = await lost.get(GiveFreeIssue).execute(staff(utility), wanted);
    const { issue } = 'issue' in asked ? asked : expect.fail('it waits for nobody');
    const { rows } = await lost.owner.query('select to_jsonb(i) as row from free_issue i where free_issue_id = $1', [issue.freeIssueId]);
    await restored.owner.query('insert into free_issue select * from jsonb_populate_record(null::free_issue, $1)', [rows[0].row]);
    const vend = (await decide(lost, issue)).vend ?? expect.fail('it was not given');
    await lost.run((tx) => lost.completeVends.execute(tx, [issuedFor(vend)]), utility);
    await sold(restored, 'meanwhile');

    for (let time = 0; time < 2; time++) {
      expect((await rebuild()).lookAt).toEqual([{ vendId: vend.vendId, why: 'receipt-taken' }]);
    }

    await expect(decide(restored, issue)).rejects.toMatchObject({ code: 'vending.free_issue_decided' });
    await expect(restored.get(GiveFreeIssue).execute(staff(utility), wanted)).rejects.toMatchObject({ code: 'vending.free_issue_decided' });
    const before = 'rebuilt without its vend, receipt 0000000001, which was given before';
    const listed = await issues();
    expect(listed).toHaveLength(2);
    expect(listed).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          freeIssueId: issue.freeIssueId,
          decision: expect.objectContaining({ state: 'refused', refusal: before }),
        }),
        expect.objectContaining({ decision: undefined, takesTwo: true, reason: `${before}: a leak`, requestedBy: issue.requestedBy }),
      ]),
    );
  });

  it('are the month’s free units: they are had once, and those of the next month as ever', async () => {
    await free(lost, 'first');
    await sold(restored, 'meanwhile');

    for (let time = 0; time < 2; time++) expect((await rebuild()).lookAt).toMatchObject([{ why: 'receipt-taken' }]);

    await expect(free(restored, 'other')).rejects.toMatchObject({ code: 'vending.free_basic_not_due' });
    const now = restored.clock.now();
    restored.clock.set(new Date('2026-12-01T08:00:00Z'));
    const next = await free(restored, 'next').finally(() => restored.clock.set(now));
    expect(next.effect).toMatchObject({ month: '2026-12', grant: { kind: 'free-basic' } });
  });

  const freeAndTakenBack = async () => {
    const { vendId } = await free(lost, 'first');
    const { reversal } = await lost.get(ReverseVend).execute(staff(utility), { vendId, reason: 'moved away' });
    if (!reversal.decision) await lost.get(DecideReversal).execute(second(), { reversalId: reversal.reversalId, refusal: undefined });
  };

  it('are due again where they were taken back', async () => {
    await freeAndTakenBack();
    await sold(restored, 'meanwhile');

    for (let time = 0; time < 2; time++) await rebuild();

    expect(await free(restored, 'other')).toMatchObject({ effect: { grant: { kind: 'free-basic' } } });
  });

  it('are not due again by those that were taken back, where they were given since the restore', async () => {
    await freeAndTakenBack();
    const { supplyId, effect } = await free(restored, 'meanwhile');

    for (let time = 0; time < 2; time++) await rebuild();

    const { rows } = await restored.owner.query('select free_units_month as month from supply where supply_id = $1', [supplyId]);
    expect(rows).toEqual([{ month: effect.month }]);
  });
});

describe('a withdrawal', () => {
  it('is covered where something was sold on credit after it, within what the float may go below nothing', async () => {
    for (const vending of [lost, restored]) {
      await vending.owner.query('update vendor set float_limit_minor = 10000 where utility = $1', [utility]);
    }
    await lost.get(WithdrawFloat).execute(staff(utility), { vendorId, amount: '100.00', currency: 'KES', idempotencyKey: 'all of it' });
    await sold(lost, 'on credit', '50.00');

    expect(await rebuild()).toMatchObject({ withdrawals: 1, vends: { made: 1 }, lookAt: [] });
    expect(await floatOf()).toBe(-5_000n);
  });
});
