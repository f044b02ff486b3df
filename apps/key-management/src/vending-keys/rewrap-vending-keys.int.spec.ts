import { NamedOutage } from '@openprepay/contracts/coded';
import { createLogger } from '@openprepay/runtime/logger';
import { systemClock } from '@openprepay/persistence/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newMasterKeys, newModule, split } from '../../test/security-modules.js';
import { VENDING_KEY, type Vault, activeKey, custodian, keyCommand, openVault, tokenRequest } from '../../test/vault.js';
import { RequireMasterKeys } from './require-master-keys.js';
import { RewrapVendingKeys } from './rewrap-vending-keys.js';

const [older] = newMasterKeys();
const [current] = newMasterKeys();
const both = newModule({ masterKeys: [current, older] });

let vault: Vault;
beforeAll(async () => void (vault = await openVault({ securityModule: newModule({ masterKeys: [older] }) })));
afterAll(() => vault.stop());

describe('changing the master key', () => {
  it('seals every utility’s keys anew, and says when the older key may go', async () => {
    await activeKey(vault, { utility: 'alpha' });
    await activeKey(vault, { utility: 'beta' });
    const draft = await vault.createVendingKey.execute(custodian(1, 'beta'), { ...keyCommand, keyRevision: 2 });
    const [first, second] = split(VENDING_KEY);
    await vault.enterComponent.execute(custodian(1, 'beta'), { vendingKeyId: draft.id, component: first });
    const rewrap = new RewrapVendingKeys(vault.unitOfWork, vault.keys, both, vault.audit, systemClock);

    expect(await rewrap.execute()).toEqual({ rewrapped: 2, stillNeeded: [older.id] });
    await vault.enterComponent.execute(custodian(2, 'beta'), { vendingKeyId: draft.id, component: second });
    expect(await rewrap.execute()).toEqual({ rewrapped: 1, stillNeeded: [] });
    expect(await rewrap.execute()).toEqual({ rewrapped: 0, stillNeeded: [] });
  });

  it('lets a service start only with the master keys that its keys need', async () => {
    const startWith = (masterKeyIds: () => Promise<readonly [string, ...string[]]>) =>
      new RequireMasterKeys(vault.unitOfWork, vault.keys, { masterKeyIds }, createLogger({ name: 'test', level: 'silent' })).execute();

    await expect(startWith(async () => [current.id])).resolves.toBeUndefined();
    await expect(startWith(async () => [older.id])).rejects.toThrow(current.id);
    const away = new NamedOutage('key-management.security_module_unavailable', 'the token has been taken out');
    await expect(
      startWith(() => Promise.reject(away)),
      'hardware that is away comes back without a start',
    ).resolves.toBeUndefined();
  });

  it('does not answer for a key whose master key is not loaded: that is an outage, not a refusal', async () => {
    const request = tokenRequest();

    await expect(vault.issue([request], 'alpha')).rejects.toThrow(/not loaded/);
    const { rows } = await vault.owner.query(`select 1 from token_answer`);
    expect(rows).toEqual([]);
  });
});
