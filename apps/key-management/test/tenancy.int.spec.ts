import { sql } from '@openprepay/persistence/sql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SignAuditHeads } from '../src/audit/sign-audit-heads.js';
import { issuedTo } from './answers.js';
import { type Vault, activeKey, custodian, openVault, tokenRequest } from './vault.js';

const tables = [
  'supply_group',
  'vending_key',
  'vending_key_change',
  'key_component',
  'token_identifier_counter',
  'token_answer',
  'issued_token',
  'key_use',
  'known_meter',
  'audit_entry',
  'audit_head',
  'audit_checkpoint',
  'token_verification',
];

let vault: Vault;
let keyId: string;
beforeAll(async () => {
  vault = await openVault();
  keyId = (await activeKey(vault, { utility: 'alpha' })).id;
  const request = tokenRequest();
  await vault.issue([request], 'alpha');
  await vault.askForKeyChange.execute(custodian(1, 'alpha'), { vendingKeyId: keyId, change: 'retire' });
  const { meterNumber, meterPan, supplyGroupCode, keyType, keyRevision, tariffIndex, encryptionAlgorithm } = request;
  const [issued] = await issuedTo(vault, request.requestId);
  await vault.verifyToken.execute(custodian(1, 'alpha'), {
    meterNumber: request.meterNumber,
    token: issued!.tokens[0]!.token,
    description: {},
  });
  await vault.get(SignAuditHeads).execute();
  await vault.rememberMeters(
    [
      {
        meterNumber,
        meterPan,
        supplyGroupCode,
        keyType,
        keyRevision,
        tariffIndex,
        encryptionAlgorithm,
        revision: 1,
        changedAt: new Date(),
      },
    ],
    'alpha',
  );
});
afterAll(() => vault.stop());

describe('another utility', () => {
  it.each(tables)('sees nothing of %s, even with a query that forgets to ask for its own', async (table) => {
    const seenBy = (utility: string) => vault.unitOfWork.run(utility, (tx) => sql(tx, `select 1 from ${table}`));

    expect(await seenBy('alpha')).not.toEqual([]);
    expect(await seenBy('beta')).toEqual([]);
    expect(await seenBy('')).toEqual([]);
  });

  it.each([
    ['vending_key', 'changed_at = changed_at'],
    ['vending_key_change', `state = 'expired'`],
    ['key_component', 'wrapped_component = null'],
    ['token_identifier_counter', 'hour_tokens = 0'],
    ['audit_head', 'hash = hash'],
    ['known_meter', 'tariff_index = tariff_index'],
  ])('changes nothing of %s', async (table, change) => {
    const touched = await vault.unitOfWork.run('beta', (tx) => sql(tx, `update ${table} set ${change} returning 1`));

    expect(touched).toEqual([]);
  });

  it('writes nothing into the first one’s name', async () => {
    const write = vault.unitOfWork.run('beta', (tx) => sql(tx, `insert into audit_head values ('gamma', 0, 'x')`));

    await expect(write).rejects.toThrow(/row-level security/);
  });

  it('does not find the first one’s key by its id', async () => {
    const stranger = custodian(1, 'beta');

    await expect(vault.findVendingKey.execute(stranger, { vendingKeyId: keyId })).rejects.toMatchObject({
      code: 'key-management.vending_key_unknown',
    });
    for (const attempt of [
      vault.askForKeyChange.execute(stranger, { vendingKeyId: keyId, change: 'retire' }),
      vault.beginRetiring.execute(stranger, { vendingKeyId: keyId }),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'key-management.vending_key_unknown' });
    }
    expect(await vault.findVendingKeys.execute(stranger, { limit: 10 })).toEqual({ items: [] });
  });

  it('may use the same supply group code with a key of its own', async () => {
    const own = await activeKey(vault, { utility: 'beta', keyHex: 'a1'.repeat(20) });

    const seen = await vault.findVendingKeys.execute(custodian(1, 'alpha'), { limit: 10 });
    expect(seen.items.map(({ key }) => key.id)).toEqual([keyId]);
    expect(own.kcv).not.toBe(seen.items[0]?.key.kcv);
  });
});
