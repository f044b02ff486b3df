import { AuditHeadSigned } from '@openprepay/contracts/key-management';
import { sql } from '@openprepay/persistence/sql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openService, type OpenService } from '@openprepay/testing/open-service';
import { staff } from '../../test/fixture.js';
import { vendingService } from '../vending.js';
import { FindKeptHeads } from './find-kept-heads.js';

let vending: OpenService;
beforeAll(async () => void (vending = await openService(vendingService, { env: { REQUESTS_UNSIGNED: 'true' } })));
afterAll(() => vending.stop());

const said = (sequence: bigint, hash: string) => ({
  sequence,
  hash: hash.repeat(64),
  signedAt: new Date('2026-11-23T10:00:00Z'),
  masterKeyId: 'abc',
  signature: 'f'.repeat(64),
});
const deliver = (utility: string, ...heads: ReturnType<typeof said>[]) => vending.deliver(AuditHeadSigned, heads, { utility });
const kept = async (utility: string) => {
  const { items } = await vending.get(FindKeptHeads).execute(staff(utility), { limit: 10 });
  return items.map(({ sequence, hash, contradicts }) => [sequence, hash[0], contradicts]);
};

describe('what the vault says of its audit chain', () => {
  it('is kept, once however often it is said', async () => {
    await deliver('north', said(5n, 'a'), said(9n, 'b'));
    await deliver('north', said(5n, 'a'));

    expect(await kept('north')).toEqual([
      [9n, 'b', false],
      [5n, 'a', false],
    ]);
    expect(await kept('south')).toEqual([]);
  });

  it('is kept beside what it contradicts: another entry at a place, or an end before where the chain had come to', async () => {
    await deliver('west', said(5n, 'a'), said(9n, 'b'), said(9n, 'c'), said(7n, 'd'), said(10n, 'e'));

    expect((await kept('west')).filter(([, , contradicts]) => contradicts)).toEqual([
      [9n, 'c', true],
      [7n, 'd', true],
    ]);
    expect(await kept('west')).toHaveLength(5);
  });

  it('is not changed or taken away by anybody', async () => {
    await deliver('east', said(1n, 'a'));

    for (const statement of [`update vault_audit_head set hash = repeat('0', 64)`, `delete from vault_audit_head`]) {
      await expect(vending.run((tx) => sql(tx, statement), 'east')).rejects.toThrow(/permission denied/);
      await expect(vending.owner.query(statement)).rejects.toThrow(/only grows/);
    }
  });
});
