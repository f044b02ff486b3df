import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadMasterKeys } from './load-master-keys.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'openprepay-master-key-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const file = (name: string, content?: string): string => {
  const path = join(folder, name);
  if (content !== undefined) writeFileSync(path, content);
  return path;
};

describe('loadMasterKeys', () => {
  it('makes a key for its owner alone, once, when told to', () => {
    const keyFile = file('master.key');

    const [made] = loadMasterKeys({ keyFile, create: true });
    const [again] = loadMasterKeys({ keyFile, create: true });

    expect(again.id).toBe(made.id);
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['master.key']);
  });

  it('refuses to start with a key file that is gone', () => {
    expect(() => loadMasterKeys({ keyFile: file('gone'), create: false })).toThrow(/MASTER_KEY_FILE .*does not exist/);
  });

  it('reads hexadecimal and base64 as the same key, and further lines as older keys', () => {
    const octets = Buffer.alloc(32, 7);
    const older = Buffer.alloc(32, 8);
    const hex = loadMasterKeys({ keyFile: file('hex', `${octets.toString('hex')}\n`), create: false });
    const base64 = loadMasterKeys({ keyFile: file('base64', `${octets.toString('base64')}\n${older.toString('hex')}\n`), create: false });

    expect(base64[0].id).toBe(hex[0].id);
    expect(base64).toHaveLength(2);
  });

  it.each(['', 'short', 'zz'.repeat(32), 'ab'.repeat(31), `${'ab'.repeat(32)}\nplanted-secret`])(
    'refuses %j without repeating it',
    (content) => {
      const keyFile = file('bad', content);

      expect(() => loadMasterKeys({ keyFile, create: true })).toThrow(RangeError);
      expect(() => loadMasterKeys({ keyFile, create: true })).not.toThrow(/planted-secret/);
      expect(readFileSync(keyFile, 'utf8')).toBe(content);
    },
  );

  it('derives the same key from the same passphrase and salt, and another from another salt', () => {
    const passphraseFile = file('passphrase', 'correct horse battery staple\n');
    const [key] = loadMasterKeys({ passphraseFile, create: true });
    const [again] = loadMasterKeys({ passphraseFile, create: false });
    const [salted] = loadMasterKeys({ passphraseFile, saltFile: file('other.salt'), create: true });

    expect(again.id).toBe(key.id);
    expect(salted.id).not.toBe(key.id);
  });

  it('refuses a short passphrase, and a passphrase whose salt is lost', () => {
    const weak = file('weak', 'password');
    const orphaned = file('orphaned', 'correct horse battery staple');

    expect(() => loadMasterKeys({ passphraseFile: weak, create: true })).toThrow(/fewer than 16/);
    expect(() => loadMasterKeys({ passphraseFile: orphaned, create: false })).toThrow(/MASTER_KEY_SALT_FILE/);
  });
});
