import { describe, expect, it } from 'vitest';
import { loadKeyManagementConfig } from './key-management.config.js';

const env = { DATABASE_URL: 'postgres://app:planted@localhost/vault', KAFKA_BROKERS: 'localhost:9092', JWKS_URL: 'http://localhost/jwks' };

describe('loadKeyManagementConfig', () => {
  it('never makes a master key unless told to', () => {
    expect(loadKeyManagementConfig({ ...env, MASTER_KEY_FILE: 'key' })).toMatchObject({ MASTER_KEY_CREATE: false });
    expect(loadKeyManagementConfig({ ...env, MASTER_KEY_FILE: 'key', MASTER_KEY_CREATE: 'true' })).toMatchObject({
      MASTER_KEY_CREATE: true,
    });
  });

  it.each([{}, { MASTER_KEY_FILE: 'key', MASTER_KEY_PASSPHRASE_FILE: 'passphrase' }])(
    'refuses %j: one master key, not two or none',
    (keys) => {
      expect(() => loadKeyManagementConfig({ ...env, ...keys })).toThrow(/MASTER_KEY_FILE/);
    },
  );

  it('does not repeat secrets of a wrong configuration', () => {
    expect(() => loadKeyManagementConfig({ ...env, DATABASE_URL: 'mysql://app:planted@localhost' })).toThrow(/DATABASE_URL/);
    expect(() => loadKeyManagementConfig({ ...env, DATABASE_URL: 'mysql://app:planted@localhost' })).not.toThrow(/planted/);
  });
});
