import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Vault, activeKey, custodian, openVault } from '../../test/vault.js';

let vault: Vault;
beforeAll(async () => void (vault = await openVault()));
afterAll(() => vault.stop());

let utilities = 0;
/** Each test has a utility, and so a chain, of its own. */
let utility: string;
beforeEach(async () => {
  utility = `utility-${++utilities}`;
  await activeKey(vault, { utility });
});

const verify = (whose = utility) => vault.verifyAuditLog.execute({ utility: whose });
/** What an owner who means to can do. */
const tamper = (statement: string, where: string) =>
  vault.owner.query(
    `alter table audit_entry disable trigger user; ${statement} where utility = '${utility}' and ${where}; alter table audit_entry enable trigger user`,
  );

describe('the audit log', () => {
  it('says who did what with which key', async () => {
    const entries = await vault.unitOfWork.run(utility, (tx) => vault.auditEntries.after(tx, 0n, 100));

    expect(entries.map(({ sequence, actor, action }) => [sequence, actor.username, action])).toEqual([
      [1n, 'custodian1', 'supply-group.created'],
      [2n, 'custodian1', 'vending-key.created'],
      [3n, 'custodian1', 'vending-key.component-entered'],
      [4n, 'custodian2', 'vending-key.component-entered'],
      [5n, 'custodian2', 'vending-key.activated'],
    ]);
    expect(await verify()).toMatchObject({ valid: true, entries: 5n, head: { hash: entries.at(-1)?.hash } });
  });

  it('is whole where there is none', async () => {
    expect(await verify('stranger')).toMatchObject({ valid: true, entries: 0n });
  });

  it.each<[string, string, string, object]>([
    ['an altered actor', `update audit_entry set actor_username = 'nobody'`, 'sequence = 3', { brokenAt: 3n, flaw: 'entry-altered' }],
    ['an altered detail', `update audit_entry set details = '{}'`, 'sequence = 2', { brokenAt: 2n, flaw: 'entry-altered' }],
    ['an altered time', `update audit_entry set at = at + interval '1 ms'`, 'sequence = 5', { brokenAt: 5n, flaw: 'entry-altered' }],
    ['an entry taken out', `delete from audit_entry`, 'sequence = 2', { brokenAt: 2n, flaw: 'entry-missing' }],
    ['an entry of another chain', `update audit_entry set previous_hash = hash`, 'sequence = 4', { brokenAt: 4n, flaw: 'link-broken' }],
    ['an end cut off', `delete from audit_entry`, 'sequence = 5', { brokenAt: 5n, flaw: 'head-mismatch' }],
    ['a forgotten end', `delete from audit_head`, 'true', { brokenAt: 1n, flaw: 'head-mismatch' }],
    [
      'fields moved into one another',
      `update audit_entry set actor_subject = actor_subject || left(actor_username, 1), actor_username = substr(actor_username, 2)`,
      'sequence = 1',
      { brokenAt: 1n, flaw: 'entry-altered' },
    ],
  ])('shows %s', async (_, statement, where, verdict) => {
    await tamper(statement, where);

    expect(await verify()).toMatchObject({ valid: false, ...verdict });
  });

  it('numbers racing entries without a gap', async () => {
    const racers = Array.from({ length: 20 }, (_, index) =>
      vault.createSupplyGroup.execute(custodian(1, utility), { supplyGroupCode: String(100_000 + index), name: 'Village' }),
    );
    await Promise.all(racers);

    expect(await verify()).toMatchObject({ valid: true, entries: 25n });
  });

  it('keeps no entry of what was rolled back', async () => {
    const twice = vault.createSupplyGroup.execute(custodian(1, utility), { supplyGroupCode: '600100', name: 'Again' });

    await expect(twice).rejects.toMatchObject({ code: 'key-management.supply_group_exists' });
    expect(await verify()).toMatchObject({ valid: true, entries: 5n });
  });
});
