import { TokenRefused } from '@openprepay/contracts/key-management';
import { TokenRequestCancelled, TokenRequested, VendFailed, VendStuck } from '@openprepay/contracts/vending';
import { newMeter } from '@openprepay/testing/meter';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { staff, issuedFor, publishDefault, refusedFor, startVending, type Vending } from '../../test/fixture.js';
import type { Vend } from '../vend/vend.js';

let vending: Vending;
let vend: Vend;
let vendorId: string;
beforeEach(async () => {
  await vending?.stop();
  vending = await startVending();
  await publishDefault(vending);
  ({ vendorId } = await vending.createVendor.execute(staff(), { name: 'shop' }));
  await vending.depositFloat.execute(staff(), { vendorId, amount: '150', currency: 'KES', reference: 'shop' });
  const { meterNumber } = await vending.createMeter.execute(staff(), newMeter());
  ({ vend } = await vending.sell(meterNumber, 'never-answered', { vendorId }));
});
afterAll(() => vending.stop());

const at = (time: string): Promise<unknown> => {
  vending.clock.set(`2026-11-10T${time}Z`);
  return vending.resendTokenRequests.execute();
};
const stored = (): Promise<Vend> => vending.findVend.execute(staff(), { vendId: vend.vendId });
const cancel = (caller = staff()): Promise<Vend> =>
  vending.cancelVend.execute(caller, { vendId: vend.vendId, reason: 'the vault lost it' });
const floatMinor = async () => (await vending.findVendor.execute(staff(), { vendorId })).floatMinor;
const requests = async (): Promise<number> => (await vending.events(TokenRequested)).length;

describe('a vend without an answer', () => {
  it('is marked and told once it has waited for longer than any vault takes, and is asked for by the hour from then on', async () => {
    expect(await at('08:10:00')).toEqual({ asked: 1, newlyStuck: 0 });
    expect(await stored()).toMatchObject({ stuckSince: undefined });

    expect(await at('08:10:31')).toEqual({ asked: 1, newlyStuck: 1 });
    expect(await at('08:11:30')).toEqual({ asked: 0, newlyStuck: 0 });
    expect(await at('09:10:31')).toEqual({ asked: 0, newlyStuck: 0 });
    expect(await at('09:10:32')).toEqual({ asked: 1, newlyStuck: 0 });

    expect(await requests()).toBe(4);
    expect(await stored()).toMatchObject({ outcome: { state: 'awaiting-token' }, stuckSince: new Date('2026-11-10T08:10:31Z') });
    expect(await vending.events(VendStuck)).toMatchObject([
      { data: { vendId: vend.vendId, tenderMinor: 10_000n, vendorId, stuckSince: new Date('2026-11-10T08:10:31Z') } },
    ]);
    const { items } = await vending.findVends.execute(staff(), { stuck: 'true', limit: 10 });
    expect(items.map(({ vendId }) => vendId)).toEqual([vend.vendId]);
  });

  it('completes where the answer comes after all', async () => {
    await at('08:10:31');

    await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(vend)]));

    expect((await stored()).outcome.state).toBe('completed');
    expect((await vending.findVends.execute(staff(), { stuck: 'true', limit: 10 })).items).toEqual([]);
    await expect(cancel()).rejects.toMatchObject({ code: 'vending.vend_settled' });
  });
});

describe('cancelling a vend', () => {
  it('gives nothing back before the vault has refused it for good', async () => {
    await at('08:10:31');

    expect(await cancel()).toMatchObject({ outcome: { state: 'awaiting-token' }, cancellation: { requestedBy: 'till-1' } });

    expect(await floatMinor()).toBe(5_000n);
    expect(await vending.events(TokenRequestCancelled)).toMatchObject([
      { data: { requestId: vend.vendId, ...vend.meter.keyData, reason: 'the vault lost it' } },
    ]);
    await vending.deliver(TokenRefused, [{ ...refusedFor(vend), code: 'key-management.request_cancelled' }]);
    expect((await stored()).outcome).toMatchObject({ state: 'failed', code: 'key-management.request_cancelled' });
    expect(await floatMinor()).toBe(15_000n);
    expect(await vending.events(VendFailed)).toMatchObject([{ data: { vendId: vend.vendId } }]);
  });

  it('is asked of the vault once, and again in place of the token while it is silent', async () => {
    await at('08:10:31');
    await cancel();
    expect(await cancel()).toMatchObject({ cancellation: { reason: 'the vault lost it' } });
    const asked = await requests();

    await at('09:10:32');

    expect(await vending.events(TokenRequestCancelled)).toHaveLength(2);
    expect(await requests()).toBe(asked);
  });

  it('lets the sale stand where there is a token after all', async () => {
    await at('08:10:31');
    await cancel();

    await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(vend)]));

    expect((await stored()).outcome.state).toBe('completed');
    expect(await floatMinor()).toBe(5_000n);
  });

  it('is not for a vend that has waited no longer than any other, nor for a vendor’s user', async () => {
    await expect(cancel()).rejects.toMatchObject({ code: 'vending.vend_not_stuck' });
    await at('08:10:31');
    await expect(cancel({ ...staff(), vendorId })).rejects.toMatchObject({ code: 'vending.staff_required' });
    await expect(cancel(staff('other'))).rejects.toMatchObject({ code: 'vending.vend_not_found' });
  });
});
