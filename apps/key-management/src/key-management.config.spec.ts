import { describe, expect, it } from 'vitest';
import { loadKeyManagementConfig, securityModuleSettingsOf } from './key-management.config.js';

const env = {
  REQUESTS_UNSIGNED: 'true',
  DATABASE_URL: 'postgres://app:planted@localhost/vault',
  KAFKA_BROKERS: 'localhost:9092',
  JWKS_URL: 'http://localhost/jwks',
};

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

  const token = { SECURITY_MODULE: 'pkcs11', PKCS11_LIBRARY: 'lib.so', PKCS11_PIN_FILE: 'pin' };

  it('takes a token by its slot or its label, with a master key for what was sealed before or without', () => {
    const { token: bySlot } = securityModuleSettingsOf(loadKeyManagementConfig({ ...env, ...token, PKCS11_SLOT: '3' }));
    const byLabel = securityModuleSettingsOf(
      loadKeyManagementConfig({ ...env, ...token, PKCS11_TOKEN_LABEL: 'vault', MASTER_KEY_FILE: 'key' }),
    );

    expect(bySlot).toEqual({ library: 'lib.so', pinFile: 'pin', slot: 3, tokenLabel: undefined });
    expect(byLabel).toMatchObject({ keyFile: 'key', token: { tokenLabel: 'vault' } });
    expect(securityModuleSettingsOf(loadKeyManagementConfig({ ...env, MASTER_KEY_FILE: 'key' })).token).toBeUndefined();
  });

  it.each([{}, { PKCS11_SLOT: '3', PKCS11_TOKEN_LABEL: 'vault' }, { PKCS11_SLOT: '3', PKCS11_PIN_FILE: undefined }])(
    'refuses a token that is described by %j: it must be one',
    (described) => {
      expect(() => loadKeyManagementConfig({ ...env, ...token, ...described })).toThrow(/PKCS11_LIBRARY/);
    },
  );

  it('does not repeat secrets of a wrong configuration', () => {
    expect(() => loadKeyManagementConfig({ ...env, DATABASE_URL: 'mysql://app:planted@localhost' })).toThrow(/DATABASE_URL/);
    expect(() => loadKeyManagementConfig({ ...env, DATABASE_URL: 'mysql://app:planted@localhost' })).not.toThrow(/planted/);
  });
});
