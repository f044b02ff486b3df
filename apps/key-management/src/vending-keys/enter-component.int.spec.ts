import { randomBytes } from 'node:crypto';
import { keyCheckValue } from '@openprepay/sts/keys';
import type { Principal } from '@openprepay/contracts/identity';
import { VendingKeyChanged } from '@openprepay/contracts/key-management';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { split } from '../../test/security-modules.js';
import { VENDING_KEY, type Vault, activeKey, custodian, keyCommand, openVault, principal, retireKey } from '../../test/vault.js';
import type { CreateVendingKeyCommand } from './create-vending-key.js';
import type { VendingKey } from './vending-key.js';

let vault: Vault;
beforeAll(async () => void (vault = await openVault()));
afterAll(() => vault.stop());

let nextGroup = 700_000;
/** A draft in a supply group of its own. */
async function draft(command: Partial<CreateVendingKeyCommand> = {}): Promise<VendingKey> {
  const supplyGroupCode = String(nextGroup++);
  await vault.createSupplyGroup.execute(custodian(1), { supplyGroupCode, name: 'Town' });
  return vault.createVendingKey.execute(custodian(1), { ...keyCommand, ...command, supplyGroupCode });
}

const enter = (number: number, vendingKeyId: string, component: string) =>
  vault.enterComponent.execute(custodian(number), { vendingKeyId, component });

describe('entering components', () => {
  it('activates the key with the last one, and tells its check value', async () => {
    const key = await draft();
    const [first, second] = split(VENDING_KEY);

    const half = await enter(1, key.id, first);
    const whole = await enter(2, key.id, second);

    expect(half).toMatchObject({ key: { state: 'draft', kcv: undefined }, componentsEntered: 1 });
    expect(whole).toMatchObject({ key: { state: 'active' }, componentsEntered: 2 });
    expect(whole.key.kcv).toBe(keyCheckValue('DKGA04', Buffer.from(VENDING_KEY, 'hex')));
    expect(half.componentKcv).toBe(keyCheckValue('DKGA04', Buffer.from(first, 'hex')));
    const changes = (await vault.events(VendingKeyChanged)).map(({ data }) => data);
    expect(changes.filter(({ vendingKeyId }) => vendingKeyId === key.id).map(({ state, kcv }) => [state, kcv])).toEqual([
      ['draft', undefined],
      ['active', whole.key.kcv],
    ]);
  });

  it('refuses a second component of the same custodian, whichever it would be', async () => {
    const key = await draft({ components: 3 });
    await enter(1, key.id, split(VENDING_KEY)[0]);
    await enter(2, key.id, split(VENDING_KEY)[0]);

    await expect(enter(1, key.id, split(VENDING_KEY)[0])).rejects.toMatchObject({ code: 'key-management.custodian_repeated' });
  });

  it('keeps one custodian’s two attempts apart even when they race', async () => {
    const key = await draft({ components: 4 });
    const attempts = await Promise.allSettled(Array.from({ length: 6 }, () => enter(1, key.id, randomBytes(20).toString('hex'))));

    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await vault.findVendingKey.execute(custodian(1), { vendingKeyId: key.id })).toMatchObject({
      componentsEntered: 1,
      key: { state: 'draft' },
    });
  });

  it('activates once when custodians race with the last component', async () => {
    const key = await draft();
    await enter(1, key.id, split(VENDING_KEY)[0]);

    const racers = await Promise.allSettled([2, 3, 4, 5, 6].map((number) => enter(number, key.id, randomBytes(20).toString('hex'))));

    const activated = racers.filter((racer) => racer.status === 'fulfilled');
    expect(activated).toHaveLength(1);
    for (const racer of racers) {
      if (racer.status === 'rejected') expect(racer.reason).toMatchObject({ code: 'key-management.vending_key_not_draft' });
    }
    const changes = (await vault.events(VendingKeyChanged)).map(({ data }) => data);
    expect(changes.filter(({ vendingKeyId, state }) => vendingKeyId === key.id && state === 'active')).toHaveLength(1);
    const { rows } = await vault.owner.query(`select 1 from audit_entry where target = $1 and action = 'vending-key.activated'`, [key.id]);
    expect(rows).toHaveLength(1);
  });

  it.each([[['admin'] as const], [['engineer', 'operator'] as const], [['admin', 'custodian'] as const]])('keeps %j out', async (roles) => {
    const key = await draft();

    const attempt = vault.enterComponent.execute(principal('chief', roles), { vendingKeyId: key.id, component: VENDING_KEY });

    await expect(attempt).rejects.toMatchObject({ code: 'key-management.custodian_required' });
  });

  it('takes no component from a custodian whose password was set after the key was begun', async () => {
    const key = await draft();
    const setAt = (credentialChangedAt: Date) =>
      vault.enterComponent.execute({ ...custodian(1), credentialChangedAt }, { vendingKeyId: key.id, component: split(VENDING_KEY)[0] });

    await expect(setAt(new Date(key.createdAt.getTime() + 1))).rejects.toMatchObject({ code: 'key-management.credential_too_new' });
    await expect(setAt(key.createdAt)).rejects.toMatchObject({ code: 'key-management.credential_too_new' });
    expect(await setAt(new Date(key.createdAt.getTime() - 1))).toMatchObject({ componentsEntered: 1 });
  });

  it('takes no component from a custodian whose password another has set, until they set their own', async () => {
    const key = await draft();
    const [component] = split(VENDING_KEY);
    const enterAs = (inOwnHands: boolean) =>
      vault.enterComponent.execute({ ...custodian(1), inOwnHands }, { vendingKeyId: key.id, component });

    await expect(enterAs(false)).rejects.toMatchObject({ code: 'key-management.credential_not_own' });
    expect(await enterAs(true)).toMatchObject({ componentsEntered: 1 });
  });

  it('leaves an audit entry of each component that was refused, and why', async () => {
    const key = await draft({ components: 3 });
    const attempts: [Principal, string][] = [
      [custodian(1), '00'.repeat(20)],
      [custodian(1), 'zz'],
      [principal('chief', ['admin', 'custodian']), VENDING_KEY],
      [principal('mechanic', ['engineer']), VENDING_KEY],
      [{ ...custodian(2), credentialChangedAt: new Date(key.createdAt.getTime() + 1_000) }, VENDING_KEY],
      [{ ...custodian(3), inOwnHands: false }, VENDING_KEY],
    ];
    for (const [caller, component] of attempts) {
      await expect(vault.enterComponent.execute(caller, { vendingKeyId: key.id, component })).rejects.toThrow();
    }

    const { rows } = await vault.owner.query<{ who: string; details: string }>(
      `select actor_username as who, details from audit_entry where target = $1 and action = 'vending-key.component-refused' order by sequence`,
      [key.id],
    );
    expect(rows.map(({ who, details }) => [who, JSON.parse(details)])).toEqual([
      ['custodian1', { code: 'key-management.component_weak' }],
      ['custodian1', { code: 'key-management.component_format' }],
      ['chief', { code: 'key-management.custodian_required' }],
      ['mechanic', { code: 'key-management.custodian_required' }],
      ['custodian2', { code: 'key-management.credential_too_new' }],
      ['custodian3', { code: 'key-management.credential_not_own' }],
    ]);
  });

  it('goes on after a mistyped last component', async () => {
    const key = await draft({ decoderKeyAlgorithm: 'DKGA02' });
    const [first, second] = split('0123456789abcdef');
    await enter(1, key.id, first);
    const wrong = Buffer.from(second, 'hex');
    wrong[0]! ^= 0x01;

    await expect(enter(2, key.id, wrong.toString('hex'))).rejects.toMatchObject({ code: 'key-management.key_parity' });
    await expect(enter(2, key.id, first)).rejects.toMatchObject({ code: 'key-management.key_weak' });
    expect(await enter(2, key.id, second)).toMatchObject({ key: { state: 'active' } });
  });

  it('refuses what is no component, an unknown key and a foreign one', async () => {
    const key = await draft();

    await expect(enter(1, key.id, 'zz')).rejects.toMatchObject({ code: 'key-management.component_format' });
    await expect(enter(1, key.id, '0123')).rejects.toMatchObject({ code: 'key-management.component_length' });
    await expect(enter(1, key.id, '00'.repeat(20))).rejects.toMatchObject({ code: 'key-management.component_weak' });
    await expect(enter(1, '0190a1b2-0000-7000-8000-00000000dead', VENDING_KEY)).rejects.toMatchObject({
      code: 'key-management.vending_key_unknown',
    });
    await expect(
      vault.enterComponent.execute(custodian(1, 'other'), { vendingKeyId: key.id, component: VENDING_KEY }),
    ).rejects.toMatchObject({ code: 'key-management.vending_key_unknown' });
  });

  it('stores neither the components nor the key, and no components once the key is made', async () => {
    const key = await draft();
    const [first, second] = split(VENDING_KEY);
    await enter(1, key.id, first);
    const during = await dump();
    await enter(2, key.id, second);
    const afterwards = await dump();

    for (const secret of [first, second, VENDING_KEY]) {
      expect(during + afterwards).not.toContain(secret);
      expect(during + afterwards).not.toContain(Buffer.from(secret, 'hex').toString('base64').slice(0, 20));
    }
    const { rows } = await vault.owner.query(`select wrapped_component from key_component where vending_key_id = $1`, [key.id]);
    expect(rows).toEqual([{ wrapped_component: null }, { wrapped_component: null }]);
  });
});

describe('a vending key', () => {
  it('is unique per revision until it is retired', async () => {
    const key = await activeKey(vault, { command: { supplyGroupCode: '600200' } });
    const again = () => vault.createVendingKey.execute(custodian(1), { ...keyCommand, supplyGroupCode: '600200' });

    await expect(again()).rejects.toMatchObject({ code: 'key-management.vending_key_exists' });
    await retireKey(vault, key.id);
    expect(await again()).toMatchObject({ state: 'draft' });
  });

  it('is only generated for a custodian', async () => {
    const command = { ...keyCommand, supplyGroupCode: '600200', keyRevision: 5, components: undefined };

    for (const roles of [['admin'], ['admin', 'custodian']] as const) {
      await expect(vault.createVendingKey.execute(principal('chief', roles), command)).rejects.toMatchObject({
        code: 'key-management.custodian_required',
      });
    }
    expect(await vault.createVendingKey.execute(custodian(1), command)).toMatchObject({
      state: 'active',
      kcv: expect.stringMatching(/^[0-9A-F]{6}$/),
    });
  });

  it('belongs to a supply group', async () => {
    await expect(vault.createVendingKey.execute(custodian(1), { ...keyCommand, supplyGroupCode: '999999' })).rejects.toMatchObject({
      code: 'key-management.supply_group_unknown',
    });
  });

  it('is abandoned by one custodian while it is a draft, for good', async () => {
    const key = await draft();
    await enter(1, key.id, split(VENDING_KEY)[0]);
    const abandon = () => vault.askForKeyChange.execute(custodian(1), { vendingKeyId: key.id, change: 'retire' });

    await expect(vault.beginRetiring.execute(custodian(1), { vendingKeyId: key.id })).rejects.toMatchObject({
      code: 'key-management.vending_key_transition',
    });
    expect(await abandon()).toMatchObject({ done: { key: { state: 'retired' }, componentsEntered: 1 } });
    expect(await abandon()).toMatchObject({ done: { key: { state: 'retired' }, componentsEntered: 1 } });
    await expect(vault.askForKeyChange.execute(custodian(1), { vendingKeyId: key.id, change: 'reactivate' })).rejects.toMatchObject({
      code: 'key-management.vending_key_transition',
    });
    await expect(enter(2, key.id, VENDING_KEY)).rejects.toMatchObject({ code: 'key-management.vending_key_not_draft' });
    const { rows } = await vault.owner.query(`select wrapped_component from key_component where vending_key_id = $1`, [key.id]);
    expect(rows).toEqual([{ wrapped_component: null }]);
  });
});

/** Every row of every table as text. */
async function dump(): Promise<string> {
  const { rows: tables } = await vault.owner.query<{ name: string }>(`select tablename as name from pg_tables where schemaname = 'public'`);
  const parts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await vault.owner.query<{ line: string }>(`select t::text as line from ${name} t`);
    parts.push(...rows.map(({ line }) => line));
  }
  return parts.join('\n').toLowerCase();
}
