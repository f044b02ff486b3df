import { NamedOutage } from '@openprepay/contracts/coded';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labelWith, newModule } from '../../test/security-modules.js';
import { type RunningVault, startVault } from '../../test/service.js';
import { SECURITY_MODULE } from './security-module.feature.js';
import { SecurityModuleRecord } from './security-module-record.js';
import { WatchedSecurityModule } from './watched-security-module.js';

let vault: RunningVault;
/** What the hardware says until it is well again. */
let broken: Error | undefined;
const record = new SecurityModuleRecord();

class BreakableModule extends WatchedSecurityModule {
  override async selfTest(): Promise<void> {
    if (broken) throw broken;
    await super.selfTest();
  }
}

beforeAll(async () => {
  const module = new BreakableModule(newModule(), record);
  vault = await startVault({ override: [[SECURITY_MODULE, module]] });
});
afterAll(() => vault.stop());

const state = async () => (await vault.call('GET', '/v1/security-module', { as: { roles: ['custodian'] } })).body;
const ready = async () => (await vault.call('GET', '/health/ready')).status;

describe('the security module', () => {
  it('says what it is, and when it last did what it must', async () => {
    const asked = Date.now();

    const { lastSelfTestAt, ...rest } = await state();

    expect(rest).toMatchObject({ kind: 'software', healthy: true, sampleTables: true });
    expect(Date.parse(String(lastSelfTestAt))).toBeGreaterThanOrEqual(asked);
    expect(await ready()).toBe(200);
  });

  it('says what is wrong with it, as the service’s health does, until it is well again', async () => {
    const { lastSelfTestAt } = await state();

    broken = new NamedOutage('key-management.security_module_unavailable', 'the token has been taken out');
    const away = await state();
    const health = await ready();
    broken = undefined;

    expect(away).toMatchObject({ healthy: false, problem: 'the token has been taken out', lastSelfTestAt });
    expect(health).toBe(503);
    expect(await ready()).toBe(200);
    expect(await state()).toMatchObject({ healthy: true });
  });

  it.each([['vendor'], ['clerk']] as const)('says nothing to a %s', async (role) => {
    expect((await vault.call('GET', '/v1/security-module', { as: { roles: [role] } })).status).toBe(403);
  });
});

describe('what is counted of it', () => {
  it('is every call, and as an error only what it could not do', async () => {
    const counted = new SecurityModuleRecord();
    const module = new WatchedSecurityModule(newModule(), counted);
    const label = labelWith();

    await module.sign('a text');
    await expect(module.importComponent(label, 1, 'no hexadecimal')).rejects.toMatchObject({ code: 'key-management.component_format' });
    expect(counted.counts()).toEqual({ operations: 2, errors: 0 });
    const { wrapped } = await module.generate(label);
    const elsewhere = { label, wrapped: { ...wrapped, masterKeyId: 'another' } };
    await expect(module.rewrap(elsewhere)).rejects.toThrow('not loaded');

    expect(counted.counts()).toEqual({ operations: 4, errors: 1 });
  });
});
