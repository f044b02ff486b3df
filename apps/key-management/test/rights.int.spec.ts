import { sql } from '@openprepay/persistence/sql';
import { UTILITY } from '@openprepay/testing/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Vault, activeKey, openVault, tokenRequest } from './vault.js';

let vault: Vault;
beforeAll(async () => {
  vault = await openVault();
  await activeKey(vault);
  await vault.issue([tokenRequest()]);
});
afterAll(() => vault.stop());

const asService = (statement: string) => vault.unitOfWork.run(UTILITY, (tx) => sql(tx, statement));
const kept = [
  ...['supply_group', 'vending_key', 'vending_key_change', 'key_component', 'token_answer', 'issued_token', 'key_use', 'known_meter'],
  ...[
    'token_identifier_counter',
    'vault_clock',
    'audit_entry',
    'audit_head',
    'audit_checkpoint',
    'token_verification',
    'expiry_warning',
    'issue_statement',
  ],
];

describe('whoever takes the service over', () => {
  it.each(kept)('removes no row of %s', async (table) => {
    await expect(asService(`delete from ${table}`)).rejects.toThrow(/permission denied/);
    await expect(asService(`truncate ${table} cascade`)).rejects.toThrow(/permission denied/);
  });

  it.each([
    ['supply_group', 'name'],
    ...[
      'supply_group_code',
      'key_type',
      'key_revision',
      'key_expiry',
      'base_date',
      'decoder_key_algorithm',
      'utility',
      'components_expected',
      'active_from',
      'issued_until',
    ].map((column) => ['vending_key', column]),
    ...['change', 'urgent', 'requested_by_subject', 'not_before', 'vending_key_id'].map((column) => ['vending_key_change', column]),
    ['key_component', 'custodian'],
    ['token_identifier_counter', 'meter_pan'],
    ['audit_head', 'utility'],
  ])('does not change %s.%s', async (table, column) => {
    await expect(asService(`update ${table} set ${column} = ${column}`)).rejects.toThrow(/permission denied/);
  });

  it('changes no request that waits its turn', async () => {
    await expect(asService(`update late_request set request = '{}'`)).rejects.toThrow(/permission denied/);
  });

  it('gives no meter an identifier twice', async () => {
    await expect(asService(`update token_identifier_counter set last_issued = last_issued - 1`)).rejects.toThrow(/only rise/);
  });
});
