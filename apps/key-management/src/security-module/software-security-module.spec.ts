import { describe, expect, it } from 'vitest';
import { describeSecurityModule, KEY, meter } from '../../test/security-module-suite.js';
import { labelWith, newMasterKeys, newModule, sealKey } from '../../test/security-modules.js';

describeSecurityModule('SoftwareSecurityModule', (randomOctets) => newModule(randomOctets ? { randomOctets } : {}));

describe('SoftwareSecurityModule and its master keys', () => {
  it('opens what an older master key sealed, and seals it anew under the current one', async () => {
    const [older] = newMasterKeys();
    const [current] = newMasterKeys();
    const before = newModule({ masterKeys: [older] });
    const during = newModule({ masterKeys: [current, older] });
    const after = newModule({ masterKeys: [current] });
    const key = await sealKey(before, labelWith(), KEY);

    const rewrapped = { label: key.label, wrapped: await during.rewrap(key) };

    expect(rewrapped.wrapped.masterKeyId).toBe(current.id);
    expect(await after.openToken(rewrapped, meter, '49038946387998315634')).toMatchObject({ amountTenths: 256n });
    await expect(after.openToken(key, meter, '49038946387998315634')).rejects.toThrow(older.id);
  });

  it('says when EA07 tokens are only samples', () => {
    const tables = {
      substitution1: Array.from({ length: 16 }, (_, index) => index),
      substitution2: Array.from({ length: 16 }, (_, index) => 15 - index),
      permutation: Array.from({ length: 64 }, (_, index) => 63 - index),
    };

    expect(newModule().usesSampleTables).toBe(true);
    expect(newModule({ staTables: tables }).usesSampleTables).toBe(false);
  });
});
