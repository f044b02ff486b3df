import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SignAuditHeads } from '../src/audit/sign-audit-heads.js';
import { openSecurityModule } from '../src/security-module/open-security-module.js';
import { TokenProcess } from '../src/security-module/pkcs11/token-process.js';
import { hasSoftHsm, SoftHsm } from './soft-hsm.js';
import { activeKey, openVault, type Vault } from './vault.js';

const here = hasSoftHsm('the vault’s commands with a PKCS#11 token');
const dist = join(import.meta.dirname, '../dist');
/** A command that waits for what never comes is ended. */
const LIMIT_MS = 30_000;

let folder: string;
let hsm: SoftHsm;
let vault: Vault;
beforeAll(async () => {
  if (!here) return;
  folder = mkdtempSync(join(tmpdir(), 'openprepay-commands-'));
  hsm = new SoftHsm();
  const token = new TokenProcess(join(dist, 'token-process.js'), { token: hsm.settings, older: undefined, staTablesFile: undefined });
  await token.selfTest();
  token.close();
  vault = await openVault({ securityModule: openSecurityModule({ ...noFiles, keyFile: join(folder, 'master.key'), create: true }) });
  for (const utility of ['alpha', 'beta']) await activeKey(vault, { utility });
  await vault.get(SignAuditHeads).execute();
});
afterAll(async () => {
  if (!here) return;
  await vault.stop();
  hsm.remove();
  rmSync(folder, { recursive: true });
});

const noFiles = { passphraseFile: undefined, saltFile: undefined, keyFile: undefined };
const inToken = () => ({
  SECURITY_MODULE: 'pkcs11',
  PKCS11_LIBRARY: hsm.settings.library,
  PKCS11_TOKEN_LABEL: 'openprepay',
  PKCS11_PIN_FILE: hsm.pinFile,
});
const bySoftware = () => ({ MASTER_KEY_FILE: join(folder, 'master.key') });

async function run(command: 'rewrap-keys' | 'verify-audit', env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [join(dist, `${command}.js`)], {
    env: { PATH: process.env['PATH'] ?? '', DATABASE_URL: vault.database.url, ...hsm.env, ...env },
    timeout: LIMIT_MS,
  });
  let said = '';
  let complained = '';
  child.stdout.on('data', (text: Buffer) => (said += text.toString()));
  child.stderr.on('data', (text: Buffer) => (complained += text.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const lines = said
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  return { code, lines, complained };
}

const masterKeys = async () => (await vault.owner.query(`select distinct master_key_id from vending_key`)).rows;

describe.runIf(here)('with a token', () => {
  it('neither command goes on with a PIN that is wrong, or says it', async () => {
    const pinFile = join(folder, 'wrong-pin');
    writeFileSync(pinFile, '111111\n');
    const before = await masterKeys();

    for (const command of ['rewrap-keys', 'verify-audit'] as const) {
      const { code, complained, lines } = await run(command, { ...inToken(), ...bySoftware(), PKCS11_PIN_FILE: pinFile });

      expect([command, code, lines]).toEqual([command, 1, []]);
      expect(complained).toContain('security_module_pin_refused');
      expect(complained).not.toContain('111111');
    }
    expect(await masterKeys()).toEqual(before);
  });

  it('verify-audit checks the places that software has signed, as long as its master key is there', async () => {
    const { code, lines } = await run('verify-audit', { ...inToken(), ...bySoftware() });

    expect(code).toBe(0);
    expect(lines).toMatchObject(['alpha', 'beta'].map((utility) => ({ utility, signatures: 'checked', valid: true })));
  });

  it('rewrap-keys takes every utility’s keys into the token, once, and says that the master key may go', async () => {
    expect(await run('rewrap-keys', { ...inToken(), ...bySoftware() })).toMatchObject({
      code: 0,
      lines: [{ rewrapped: 2, stillNeeded: [] }],
    });
    expect(await run('rewrap-keys', inToken())).toMatchObject({ code: 0, lines: [{ rewrapped: 0, stillNeeded: [] }] });

    expect(await masterKeys()).toHaveLength(1);
    const { code, lines } = await run('verify-audit', { ...inToken(), ...bySoftware() });
    expect([code, lines]).toMatchObject([0, [{ valid: true }, { valid: true }]]);
  });

  it('verify-audit says which chain is broken, and ends with 1', async () => {
    await vault.owner.query('alter table audit_entry disable trigger user');
    await vault.owner.query(`update audit_entry set details = '{}' where utility = 'beta' and sequence = 2`);
    await vault.owner.query('alter table audit_entry enable trigger user');

    const { code, lines } = await run('verify-audit', { ...inToken(), ...bySoftware() });

    expect(code).toBe(1);
    expect(lines).toMatchObject([
      { utility: 'alpha', valid: true },
      { utility: 'beta', valid: false, brokenAt: '2' },
    ]);
  });
});
