import { VendingKeyChanged } from '@openprepay/contracts/key-management';
import { TestClock } from '@openprepay/testing/clock';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Vault, activeKey, custodian, openVault, principal, tokenRequest } from '../../test/vault.js';
import { newMeter, refusedTo } from '../../test/answers.js';
import type { VendingKey } from '../vending-keys/vending-key.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const clock = new TestClock(new Date());
let vault: Vault;
beforeAll(async () => void (vault = await openVault({ clock })));
afterAll(() => vault.stop());

let nextGroup = 800_000;
let key: VendingKey;
let supplyGroupCode: string;
beforeEach(async () => {
  clock.set(new Date());
  supplyGroupCode = String(nextGroup++);
  key = await activeKey(vault, { command: { supplyGroupCode } });
});

const ask = async (number: number, rest: { readonly urgent?: boolean; readonly change?: 'retire' | 'reactivate' } = {}) => {
  const asked = await vault.askForKeyChange.execute(custodian(number), { vendingKeyId: key.id, change: 'retire', ...rest });
  if (!('waiting' in asked)) throw new Error('it was done at once');
  return asked.waiting;
};
const approve = (number: number, changeId: string) => vault.approveKeyChange.execute(custodian(number), { changeId });
const state = async () => (await vault.findVendingKey.execute(custodian(1), { vendingKeyId: key.id })).key.state;
const use = () => vault.issue([tokenRequest({ ...newMeter(), supplyGroupCode })]);
const audited = async (): Promise<readonly unknown[]> => {
  const { rows } = await vault.owner.query<{ who: string; action: string; details: string }>(
    `select actor_username as who, action, details from audit_entry where target = $1 order by sequence`,
    [key.id],
  );
  return rows.map(({ who, action, details }) => [who, action, JSON.parse(details) as unknown]);
};

describe('retiring a key', () => {
  it('is asked for by one custodian and done by another, both in the record', async () => {
    const asked = await ask(1);
    expect(await state()).toBe('active');
    const done = await approve(2, asked.id);

    expect(done).toMatchObject({ state: 'done', requestedBy: { username: 'custodian1' }, decidedBy: { username: 'custodian2' } });
    expect(await state()).toBe('retired');
    expect((await audited()).slice(-2)).toEqual([
      ['custodian1', 'vending-key.change-asked', expect.objectContaining({ changeId: asked.id, change: 'retire' })],
      ['custodian2', 'vending-key.retired', expect.objectContaining({ changeId: asked.id, from: 'active', askedBy: 'custodian1' })],
    ]);
    const changes = (await vault.events(VendingKeyChanged)).filter(({ data }) => data.vendingKeyId === key.id);
    expect(changes.at(-1)?.data).toMatchObject({ state: 'retired' });
  });

  it('is not done by whoever asked for it, and the attempt is in the record', async () => {
    const asked = await ask(1);

    await expect(approve(1, asked.id)).rejects.toMatchObject({ code: 'key-management.second_person_required' });
    expect(await state()).toBe('active');
    const { rows } = await vault.owner.query(`select 1 from audit_entry where target = $1 and action = 'vending-key.approval-refused'`, [
      asked.id,
    ]);
    expect(rows).toHaveLength(1);
  });

  it('is not done by a custodian whose password was set after it was asked for', async () => {
    const asked = await ask(1);
    const late = { ...custodian(2), credentialChangedAt: new Date(asked.requestedAt.getTime() + 1) };

    await expect(vault.approveKeyChange.execute(late, { changeId: asked.id })).rejects.toMatchObject({
      code: 'key-management.second_person_required',
    });
  });

  it.each([[['admin'] as const], [['admin', 'custodian'] as const], [['engineer'] as const]])('is nothing for %j', async (roles) => {
    const chief = principal('chief', roles);
    const asked = await ask(1);

    const refused = { code: 'key-management.custodian_required' };
    await expect(vault.askForKeyChange.execute(chief, { vendingKeyId: key.id, change: 'retire' })).rejects.toMatchObject(refused);
    await expect(vault.approveKeyChange.execute(chief, { changeId: asked.id })).rejects.toMatchObject(refused);
    await expect(vault.refuseKeyChange.execute(chief, { changeId: asked.id, reason: 'no' })).rejects.toMatchObject(refused);
    await expect(vault.beginRetiring.execute(chief, { vendingKeyId: key.id })).rejects.toMatchObject(refused);
    expect(await state()).toBe('active');
  });

  it('waits a day where the key has made tokens in the last thirty days', async () => {
    await use();
    const asked = await ask(1);

    expect(asked.notBefore).toEqual(new Date(asked.requestedAt.getTime() + DAY_MS));
    await expect(approve(2, asked.id)).rejects.toMatchObject({ code: 'key-management.key_change_too_early' });
    clock.advance(DAY_MS);
    expect(await approve(2, asked.id)).toMatchObject({ state: 'done' });
  });

  it('waits for nothing where the key has not made a token for thirty days, or where two people say that it is urgent', async () => {
    await use();
    const urgent = await ask(1, { urgent: true });
    expect(urgent.notBefore).toEqual(urgent.requestedAt);
    await vault.refuseKeyChange.execute(custodian(2), { changeId: urgent.id, reason: 'it is not' });
    clock.advance(32 * DAY_MS);
    const later = await ask(1);
    expect(later.notBefore).toEqual(later.requestedAt);
  });

  it('can be refused by any custodian, also by the one who asked, with a reason that is kept', async () => {
    const asked = await ask(1);
    const refused = await vault.refuseKeyChange.execute(custodian(1), { changeId: asked.id, reason: 'the wrong key' });

    expect(refused).toMatchObject({ state: 'refused', refusal: 'the wrong key' });
    await expect(approve(2, asked.id)).rejects.toMatchObject({ code: 'key-management.key_change_decided' });
    expect(await state()).toBe('active');
    expect((await audited()).at(-1)).toEqual([
      'custodian1',
      'vending-key.change-refused',
      expect.objectContaining({ reason: 'the wrong key' }),
    ]);
  });

  it('lapses when nobody decides, and may then be asked for again', async () => {
    const asked = await ask(1);
    clock.advance(7 * DAY_MS);

    await expect(approve(2, asked.id)).rejects.toMatchObject({ code: 'key-management.key_change_expired' });
    expect(await vault.findKeyChange.execute(custodian(1), { changeId: asked.id })).toMatchObject({ state: 'expired' });
    const again = await ask(2);
    expect(again.id).not.toBe(asked.id);
    const listed = async (wanted: 'expired' | 'awaiting-approval') =>
      (await vault.findKeyChanges.execute(custodian(1), { limit: 100, state: wanted })).items.map(({ id }) => id);
    expect(await listed('expired')).toContain(asked.id);
    expect(await listed('awaiting-approval')).toContain(again.id);
  });

  it('is asked for once: a repetition gives the same, another custodian is told to decide', async () => {
    const asked = await ask(1);

    expect((await ask(1)).id).toBe(asked.id);
    await expect(ask(2)).rejects.toMatchObject({ code: 'key-management.key_change_pending' });
  });

  it('is done once when custodians race to approve and to refuse it', async () => {
    const asked = await ask(1);
    const racers = await Promise.allSettled([
      ...[2, 3, 4, 5].map((number) => approve(number, asked.id)),
      ...[6, 7, 8].map((number) => vault.refuseKeyChange.execute(custodian(number), { changeId: asked.id, reason: 'no' })),
    ]);

    expect(racers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const racer of racers) {
      if (racer.status === 'rejected') expect(racer.reason).toMatchObject({ code: 'key-management.key_change_decided' });
    }
    const decided = await vault.findKeyChange.execute(custodian(1), { changeId: asked.id });
    expect(await state()).toBe(decided.state === 'done' ? 'retired' : 'active');
  });
});

describe('a retired key', () => {
  beforeEach(async () => {
    const asked = await ask(1, { urgent: true });
    await approve(2, asked.id);
  });

  it('serves again when two custodians want it, with the value that was kept', async () => {
    const refusedRequest = tokenRequest({ ...newMeter(), supplyGroupCode });
    await vault.issue([refusedRequest]);
    expect(await refusedTo(vault, refusedRequest.requestId)).toMatchObject([{ code: 'key-management.vending_key_retired' }]);

    const asked = await ask(1, { change: 'reactivate' });
    await expect(approve(1, asked.id)).rejects.toMatchObject({ code: 'key-management.second_person_required' });
    expect(await state()).toBe('retired');
    await approve(2, asked.id);

    expect(await state()).toBe('active');
    const request = tokenRequest({ ...newMeter(), supplyGroupCode });
    await vault.issue([request]);
    expect(await refusedTo(vault, request.requestId)).toEqual([]);
  });

  it('stays retired where another key has its revision by now', async () => {
    await activeKey(vault, { command: { supplyGroupCode } });
    const asked = await ask(1, { change: 'reactivate' });

    await expect(approve(2, asked.id)).rejects.toMatchObject({ code: 'key-management.vending_key_exists' });
    expect(await state()).toBe('retired');
    expect(await vault.findKeyChange.execute(custodian(1), { changeId: asked.id })).toMatchObject({ state: 'awaiting-approval' });
  });
});

describe('the database', () => {
  it('lets a key go only from state to state as it may, and keeps what it is for and its value', async () => {
    const set = (what: string) => vault.owner.query(`update vending_key set ${what} where id = $1`, [key.id]);

    await expect(set(`state = 'draft'`)).rejects.toThrow(/cannot become draft/);
    await expect(set(`supply_group_code = '600100'`)).rejects.toThrow(/never changes/);
    await expect(set(`key_expiry = 254`)).rejects.toThrow(/never changes/);
    await expect(set(`kcv = 'A1B2C3'`)).rejects.toThrow(/keeps its value/);
    await expect(vault.owner.query(`delete from vending_key where id = $1`, [key.id])).rejects.toThrow(/are kept/);
  });

  it('lets no one person ask and decide, nobody decide twice, and nothing that was asked for change', async () => {
    const asked = await ask(1);
    const set = (what: string) => vault.owner.query(`update vending_key_change set ${what} where id = $1`, [asked.id]);

    await expect(
      set(`state = 'done', decided_by_subject = requested_by_subject, decided_by_username = 'x', decided_at = now()`),
    ).rejects.toThrow(/two_people/);
    await expect(set(`not_before = not_before - interval '1 day'`)).rejects.toThrow(/does not change/);
    await approve(2, asked.id);
    await expect(set(`state = 'refused'`)).rejects.toThrow(/decided on/);
  });
});
