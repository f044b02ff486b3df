import { flightsOf } from '@openprepay/testing/flights';
import { accessOf } from '@openprepay/testing/plans';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newMeter } from '../../test/answers.js';
import { activeKey, openVault, tokenRequest, type Vault } from '../../test/vault.js';

let vault: Vault;
beforeAll(async () => {
  vault = await openVault();
  await activeKey(vault);
});
afterAll(() => vault.stop());

describe('a token in a database whose rows nobody has counted yet', () => {
  it('finds its counter and its answer each by its own key, and reads none of the others', async () => {
    const { statements } = await flightsOf(() => vault.issue([tokenRequest(newMeter())]));
    const reads = statements.filter((statement) => statement.startsWith('select') && /from token_answer\b/.test(statement));
    expect(reads).toHaveLength(1);

    const found = await vault.run((tx) => accessOf(tx, reads[0]!));

    expect(found.get('token_identifier_counter')).toMatch(/utility = .*meter_pan = .*base_date = /);
    expect(found.get('token_answer')).toMatch(/utility = .*request_id = /);
  });
});
