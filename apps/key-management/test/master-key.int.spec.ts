import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startService } from '@openprepay/testing/start-service';
import { type Surroundings, surround } from '@openprepay/testing/surroundings';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keyManagementService } from '../src/key-management.js';
import { CreateSupplyGroup } from '../src/supply-groups/create-supply-group.js';
import { CreateVendingKey } from '../src/vending-keys/create-vending-key.js';
import { custodian, keyCommand } from './vault.js';

let folder: string;
let surroundings: Surroundings;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'openprepay-master-key-'));
  surroundings = await surround(keyManagementService);
});
afterAll(async () => {
  await surroundings.stop();
  rmSync(folder, { recursive: true });
});

const startWith = (file: string) =>
  startService(keyManagementService, {
    surroundings,
    env: { REQUESTS_UNSIGNED: 'true', MASTER_KEY_FILE: join(folder, file), MASTER_KEY_CREATE: 'true' },
  });

it('the service does not start with a master key that cannot open what is stored, and starts again with the right one', async () => {
  const first = await startWith('its-own.key');
  await first.get(CreateSupplyGroup).execute(custodian(1), { supplyGroupCode: keyCommand.supplyGroupCode, name: 'Town' });
  await first.get(CreateVendingKey).execute(custodian(1), { ...keyCommand, components: undefined });
  await first.stop();

  await expect(startWith('another.key')).rejects.toThrow(/master keys that are not loaded/);

  const again = await startWith('its-own.key');
  expect((await again.call('GET', '/v1/vending-keys', { as: { roles: ['engineer'] } })).body['items']).toHaveLength(1);
  await again.stop();
});
