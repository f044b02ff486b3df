import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canRun } from '@openprepay/testing/left-out';
import type { TokenSettings } from '../src/security-module/pkcs11/token-session.js';

const LIBRARIES = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib64/softhsm/libsofthsm2.so',
  '/usr/lib64/pkcs11/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
];
const library = LIBRARIES.find((file) => existsSync(file));
export const PIN = '648219';

/** Whether this machine can run a token in software. Where it cannot, that is written down for `npm test` to tell. */
export const hasSoftHsm = (what: string): boolean => canRun(what, missing());

function missing(): string | undefined {
  if (library === undefined || spawnSync('softhsm2-util', ['--version']).error) return 'softhsm2 is not installed';
  try {
    createRequire(import.meta.url).resolve('pkcs11js');
    return undefined;
  } catch {
    return 'pkcs11js is not installed: it is compiled where npm finds a compiler';
  }
}

/** A token of SoftHSM 2 in a folder of its own. One at a time in a process: the library finds it by the environment. */
export class SoftHsm {
  private readonly folder = mkdtempSync(join(tmpdir(), 'openprepay-softhsm-'));
  private readonly tokens = join(this.folder, 'tokens');
  readonly pinFile = join(this.folder, 'pin');
  readonly env = { SOFTHSM2_CONF: join(this.folder, 'softhsm2.conf') } as const;
  readonly settings: TokenSettings;

  constructor(tokenLabel = 'openprepay') {
    mkdirSync(this.tokens);
    writeFileSync(this.env.SOFTHSM2_CONF, `directories.tokendir = ${this.tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`);
    writeFileSync(this.pinFile, `${PIN}\n`, { mode: 0o600 });
    process.env['SOFTHSM2_CONF'] = this.env.SOFTHSM2_CONF;
    const args = ['--init-token', '--free', '--label', tokenLabel, '--pin', PIN, '--so-pin', '97531864'];
    const made = spawnSync('softhsm2-util', args, { encoding: 'utf8', env: { ...process.env, ...this.env } });
    if (made.status !== 0) throw new Error(`softhsm2-util: ${made.stderr}`);
    this.settings = { library: library!, tokenLabel, pinFile: this.pinFile, create: true };
  }

  /** The token is pulled out, until it is put back. */
  takeOut(): void {
    renameSync(this.tokens, `${this.tokens}.out`);
    mkdirSync(this.tokens);
  }

  putBack(): void {
    rmSync(this.tokens, { recursive: true });
    renameSync(`${this.tokens}.out`, this.tokens);
  }

  writePin(pin: string): void {
    writeFileSync(this.pinFile, pin);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
