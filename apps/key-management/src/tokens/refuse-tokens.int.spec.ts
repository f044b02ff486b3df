import { creditTenths } from '@openprepay/quantities';
import { tokenIdentifierAt } from '@openprepay/sts';
import { TestClock } from '@openprepay/testing/clock';
import { NoteKeyIntegrity } from '../vending-keys/note-key-integrity.js';
import { vendingKeyToApi } from '../vending-keys/vending-key-api.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuedTo, newMeter, refusedTo } from '../../test/answers.js';
import { type TokenRequest, type Vault, activeKey, custodian, openVault, tokenRequest, retireKey } from '../../test/vault.js';

const clock = new TestClock('2026-11-23T10:00:30Z');
const now = clock.now();
let vault: Vault;
beforeAll(async () => {
  vault = await openVault({ clock });
  await activeKey(vault);
});
afterAll(() => vault.stop());

const issued = (requestId: string) => issuedTo(vault, requestId);
const refused = (requestId: string) => refusedTo(vault, requestId);

describe('refusing tokens', () => {
  it.each<[string, Partial<TokenRequest>, string]>([
    ['a supply group without a key', { supplyGroupCode: '111111' }, 'vending_key_unknown'],
    ['a revision without a key', { keyRevision: 9 }, 'vending_key_unknown'],
    ['another base date', { baseDate: 1993 }, 'base_date_mismatch'],
    ['another derivation', { decoderKeyAlgorithm: 'DKGA02', encryptionAlgorithm: 'EA07' }, 'decoder_key_algorithm_mismatch'],
    ['EA11 with a 64-bit key', { decoderKeyAlgorithm: 'DKGA02' }, 'algorithms_incompatible'],
    ['a meter with its default key', { keyType: 1 }, 'key_type_not_for_credit'],
    ['a PAN of another meter', { meterPan: '600727000000000009' }, 'meter_pan_mismatch'],
    ['a PAN with a wrong check digit', { meterPan: '600727123456789031' }, 'meter_pan_mismatch'],
    [
      'more than a token holds',
      { tokens: [{ kind: 'credit', commodity: 'electricity', amountTenths: creditTenths(18_201_625n) }] },
      'amount_out_of_range',
    ],
  ])('refuses %s, for good', async (_, given, code) => {
    const request = tokenRequest(given);

    await vault.issue([request]);
    await vault.issue([request]);

    expect(await refused(request.requestId)).toMatchObject([{ code: `key-management.${code}` }, { code: `key-management.${code}` }]);
    expect(await issued(request.requestId)).toEqual([]);
  });

  it('refuses one request of a batch without touching the others', async () => {
    const [good, bad, alsoGood] = [tokenRequest(newMeter()), tokenRequest({ keyRevision: 9 }), tokenRequest(newMeter())];

    await vault.issue([good, bad, alsoGood]);

    expect(await issued(good.requestId)).toHaveLength(1);
    expect(await refused(bad.requestId)).toHaveLength(1);
    expect(await issued(alsoGood.requestId)).toHaveLength(1);
  });

  it('follows a key through its states', async () => {
    const command = { supplyGroupCode: '600300', keyRevision: 2 };
    const draft = await draftKey(command);
    const ask = async () => {
      const request = tokenRequest({ ...command, ...newMeter() });
      await vault.issue([request]);
      return (await refused(request.requestId))[0]?.code ?? (await issued(request.requestId))[0]?.tokens.length;
    };
    expect(await ask()).toBe('key-management.vending_key_not_active');

    await enterBoth(draft);
    expect(await ask()).toBe(1);
    await vault.beginRetiring.execute(custodian(1), { vendingKeyId: draft });
    expect(await ask()).toBe(1);
    await retireKey(vault, draft);
    expect(await ask()).toBe('key-management.vending_key_retired');
  });

  it('refuses an expired key, and a base date that has not come', async () => {
    const ken = (tokenIdentifierAt(now, 2014) >> 16) - 1;
    await activeKey(vault, { command: { supplyGroupCode: '600400', keyExpiry: ken } });
    await activeKey(vault, { command: { supplyGroupCode: '600400', keyRevision: 2, baseDate: 2035 } });
    const expired = tokenRequest({ supplyGroupCode: '600400' });
    const early = tokenRequest({ supplyGroupCode: '600400', keyRevision: 2, baseDate: 2035 });

    await vault.issue([expired, early]);

    expect(await refused(expired.requestId)).toMatchObject([{ code: 'key-management.key_expired' }]);
    expect(await refused(early.requestId)).toMatchObject([{ code: 'key-management.base_date_in_future' }]);
  });

  it('answers nothing where the stored bytes or attributes of a key were altered, says so, and answers when it is restored', async () => {
    const key = await activeKey(vault, { command: { supplyGroupCode: '600500' } });
    const other = await activeKey(vault, { command: { supplyGroupCode: '600500', keyRevision: 2 } });
    const [good, sale] = [tokenRequest(newMeter()), tokenRequest({ supplyGroupCode: '600500', ...newMeter() })];
    const altered = (change: string) => owner(`update vending_key set ${change} where id = '${key.id}'`);
    const owner = async (statement: string) => {
      await vault.owner.query(`alter table vending_key disable trigger user`);
      await vault.owner.query(statement);
      await vault.owner.query(`alter table vending_key enable trigger user`);
    };
    const integrity = async () => {
      await vault.get(NoteKeyIntegrity).execute();
      const { rows } = await vault.owner.query<{ action: string }>(
        `select action from audit_entry where target = $1 and action like 'vending-key.integrity%' order by sequence`,
        [key.id],
      );
      const { ready } = vendingKeyToApi(await vault.findVendingKey.execute(custodian(1), { vendingKeyId: key.id }), new Date());
      return { ready, audited: rows.map(({ action }) => action) };
    };
    const { rows } = await vault.owner.query<{ sealed: string }>(
      `select encode(wrapped_key, 'hex') as sealed from vending_key where id = $1`,
      [key.id],
    );

    for (const change of [
      'key_expiry = 254',
      `key_expiry = 255, wrapped_key = (select wrapped_key from vending_key where id = '${other.id}')`,
    ]) {
      await altered(change);
      await expect(vault.issue([sale, good])).rejects.toMatchObject({ code: 'key-management.wrapped_key_invalid' });
      expect([...(await refused(sale.requestId)), ...(await issued(sale.requestId))]).toEqual([]);
      expect(await integrity()).toEqual({ ready: false, audited: ['vending-key.integrity-failed'] });
    }
    await vault.issue([good]);
    expect(await issued(good.requestId)).toHaveLength(1);

    await altered(`wrapped_key = '\\x${rows[0]!.sealed}'`);
    await vault.issue([sale]);
    expect(await issued(sale.requestId)).toHaveLength(1);
    expect(await integrity()).toEqual({ ready: true, audited: ['vending-key.integrity-failed', 'vending-key.integrity-restored'] });
  });

  it('knows no key of another utility', async () => {
    const request = tokenRequest();

    await vault.issue([request], 'stranger');

    expect(await refused(request.requestId)).toMatchObject([{ code: 'key-management.vending_key_unknown' }]);
  });
});

async function draftKey(command: { readonly supplyGroupCode: string; readonly keyRevision: number }): Promise<string> {
  await vault.createSupplyGroup.execute(custodian(1), { supplyGroupCode: command.supplyGroupCode, name: 'Town' });
  const key = await vault.createVendingKey.execute(custodian(1), {
    keyType: 2,
    keyExpiry: 255,
    baseDate: 2014,
    decoderKeyAlgorithm: 'DKGA04',
    components: 2,
    ...command,
  });
  return key.id;
}

async function enterBoth(vendingKeyId: string): Promise<void> {
  await vault.enterComponent.execute(custodian(1), { vendingKeyId, component: '11'.repeat(20) });
  await vault.enterComponent.execute(custodian(2), { vendingKeyId, component: '2f'.repeat(20) });
}
