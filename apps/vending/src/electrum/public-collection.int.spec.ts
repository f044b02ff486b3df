import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import type { TestPrincipal } from '@openprepay/testing/identity';
import { leaveOut } from '@openprepay/testing/left-out';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startVendingService, type VendingService } from '../../test/service.js';

const run = promisify(execFile);
const newman = createRequire(import.meta.url).resolve('newman/bin/newman.js');

/** Folder of `test/postman` of electrumpayments/prepaidutility-test-server, which is somebody else's and no part of this project. */
const folder = process.env['ELECTRUM_COLLECTION_DIR'];
const isThere = folder !== undefined && existsSync(path.join(folder, 'PrepaidUtilityTestPack.postman_collection.json'));

const runs: readonly (readonly [string, ...string[]])[] = [
  ['Lookup-purchase-confirm', '-d', 'test_meterIds-purchases.csv'],
  ['Lookup-purchase-reverse', '-d', 'test_meterIds-purchases.csv', '-n', '1'],
  ['Lookup-timeout-retry-confirm', '-d', 'test_meterIds-retries.csv'],
  ['Key change requests'],
  ['Fault reports'],
  ['Meter lookups'],
  ['Unmatched advices'],
];

if (isThere) {
  describe('the public collection of the interface, against a sandbox whose terminal signs in as test', () => {
    let service: VendingService;
    beforeAll(async () => {
      service = await startVendingService();
      const as: TestPrincipal = { roles: ['operator'], utility: 'rehearsal', sandbox: true };
      const post = async (at: string, body: object) => (await service.call('POST', at, { as, body })).body;
      const { vendorId } = await post('/v1/vendors', { name: 'Electrum' });
      const { outletId } = await post(`/v1/vendors/${vendorId}/outlets`, { name: 'Switch' });
      await post(`/v1/outlets/${outletId}/terminals`, { name: 'Till', terminalId: 'test', secret: 'test' });
    });
    afterAll(() => service.stop());

    it.each(runs)('passes in its folder %s', { timeout: 120_000 }, async (name, ...options) => {
      const host = `host=${service.service.url}/v1/prepaidutility/v3`;
      const { stdout } = await run(
        process.execPath,
        [
          ...[newman, 'run', 'PrepaidUtilityTestPack.postman_collection.json', '-e', 'PPUlocalhosttest.postman_environment.json'],
          ...['--env-var', host, '--folder', name, '--reporter-cli-no-success-assertions', '--color', 'off', ...options],
        ],
        { cwd: folder },
      ).catch((error: unknown) => ({ stdout: String((error as { readonly stdout?: unknown }).stdout) }));

      expect(stdout.slice(stdout.indexOf('failure') < 0 ? stdout.length : 0)).toBe('');
      expect(stdout).toMatch(/assertions │ +[1-9]\d* │ +0 │/);
    });
  });
} else {
  it('the public collection of the interface is not run where its folder is not: electrumpayments/prepaidutility-test-server', () => {
    const what = 'the public collection of electrumpayments/prepaidutility-test-server';
    leaveOut({ what, reason: 'ELECTRUM_COLLECTION_DIR', optional: true });
    expect(isThere).toBe(false);
  });
}
