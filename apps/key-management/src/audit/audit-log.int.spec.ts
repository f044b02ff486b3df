import { randomUUID } from 'node:crypto';
import { CustodianChanged } from '@openprepay/contracts/gateway';
import { AuditHeadSigned } from '@openprepay/contracts/key-management';
import { sql } from '@openprepay/persistence/sql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Vault, activeKey, custodian, openVault } from '../../test/vault.js';
import { emptyHead, linkTo } from './audit-entry.js';
import { SignAuditHeads } from './sign-audit-heads.js';
import { verifyWhole } from './verify-whole.js';

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
  vault.owner.query(`${triggers('disable')}; ${statement} where utility = '${utility}' and ${where}; ${triggers('enable')}`);
const triggers = (what: 'enable' | 'disable') =>
  ['audit_entry', 'audit_head', 'audit_checkpoint'].map((table) => `alter table ${table} ${what} trigger user`).join('; ');
const signHeads = () => vault.get(SignAuditHeads).execute();

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
    [
      'an end that was moved back',
      `update audit_head set sequence = 3, hash = (select hash from audit_entry e where e.utility = audit_head.utility and e.sequence = 3)`,
      'true',
      { brokenAt: 4n, flaw: 'head-mismatch' },
    ],
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

  it('lets its end only move on, to an entry that is there, and nobody put an entry beyond it', async () => {
    const asService = (statement: string) => vault.unitOfWork.run(utility, (tx) => sql(tx, statement));
    const entry = (sequence: number) => `(select hash from audit_entry e where e.utility = '${utility}' and e.sequence = ${sequence})`;

    await expect(asService(`update audit_head set sequence = 3, hash = ${entry(3)}`)).rejects.toThrow(/only moves on/);
    await expect(asService(`update audit_head set sequence = 6`)).rejects.toThrow(/ends with an entry/);
    await expect(asService(`delete from audit_head`)).rejects.toThrow(/only grows|permission denied/);
    await expect(
      asService(`insert into audit_entry select utility, 6, at, actor_subject, actor_username, action, target, details, hash, hash
                   from audit_entry where utility = '${utility}' and sequence = 5`),
    ).rejects.toThrow(/beyond the end/);
    expect(await verify()).toMatchObject({ valid: true, entries: 5n });
  });

  it('goes on issuing and auditing after somebody has tried to move its end back', async () => {
    await vault.unitOfWork
      .run(utility, (tx) => sql(tx, `update audit_head set sequence = 1, hash = repeat('0', 64)`))
      .catch(() => undefined);

    await vault.createSupplyGroup.execute(custodian(1, utility), { supplyGroupCode: '700100', name: 'Village' });
    expect(await verify()).toMatchObject({ valid: true, entries: 6n });
  });

  it('is signed where it has come to, and published', async () => {
    await signHeads();
    await signHeads();

    const published = (await vault.events(AuditHeadSigned)).filter((event) => event.utility === utility);
    const verdict = await verify();
    expect(published.map(({ data }) => data)).toMatchObject([{ sequence: 5n, signature: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    expect(verdict).toMatchObject({ valid: true, checkpoint: { sequence: 5n, hash: published[0]!.data.hash } });
  });

  it('shows a chain that was written anew from one end to the other, with hashes that are right', async () => {
    await signHeads();
    const entries = await vault.unitOfWork.run(utility, (tx) => vault.auditEntries.after(tx, 0n, 100));
    let head = emptyHead;
    const forged = entries.map(({ at, action, target, details }) => {
      const record = { at, action, target, details: JSON.parse(details) as object, actor: { subject: 'x', username: 'nobody' } };
      const entry = linkTo(head, utility, record as Parameters<typeof linkTo>[2]);
      head = entry;
      return entry;
    });
    await vault.owner.query(triggers('disable'));
    for (const { sequence, actor, previousHash, hash } of forged) {
      await vault.owner.query(
        `update audit_entry set actor_subject = $3, actor_username = $4, previous_hash = $5, hash = $6 where utility = $1 and sequence = $2`,
        [utility, sequence.toString(), actor.subject, actor.username, previousHash, hash],
      );
    }
    await vault.owner.query(`update audit_head set hash = $2 where utility = $1`, [utility, head.hash]);
    await vault.owner.query(triggers('enable'));

    expect(await verify()).toEqual({ valid: false, brokenAt: 5n, flaw: 'checkpoint-mismatch' });
    await tamper(`update audit_checkpoint set hash = '${head.hash}'`, 'true');
    expect(await verify()).toEqual({ valid: false, brokenAt: 5n, flaw: 'checkpoint-forged' });
  });

  it('shows entries that were taken away together with the end, once it was signed', async () => {
    await signHeads();
    await tamper(
      `update audit_head set sequence = 4, hash = (select hash from audit_entry e where e.utility = audit_head.utility and e.sequence = 4)`,
      'true',
    );
    await tamper(`delete from audit_entry`, 'sequence = 5');

    expect(await verify()).toEqual({ valid: false, brokenAt: 5n, flaw: 'checkpoint-mismatch' });
  });

  it('is not signed where it does not hold', async () => {
    await tamper(`update audit_entry set actor_username = 'nobody'`, 'sequence = 3');
    await signHeads();

    expect((await vault.events(AuditHeadSigned)).filter((event) => event.utility === utility)).toEqual([]);
  });

  it('is verified part by part where it is long, each part after the one before', async () => {
    const parts = [0n, 2n, 5n].map((after) => vault.verifyAuditLog.execute({ utility, after }));

    expect(await Promise.all(parts)).toMatchObject([
      { valid: true, verifiedAfter: 0n, verified: { sequence: 5n } },
      { valid: true, verifiedAfter: 2n, verified: { sequence: 5n } },
      { valid: true, verifiedAfter: 5n, verified: { sequence: 5n } },
    ]);
    expect(await verifyWhole(vault.verifyAuditLog, utility)).toMatchObject({ valid: true, entries: 5n, verifiedAfter: 0n });
  });

  it('says who became a custodian, and who wanted it', async () => {
    const userId = randomUUID();
    const effectiveAt = new Date('2026-11-24T10:00:00Z');
    await vault.deliver(
      CustodianChanged,
      [{ userId, username: 'custodian3', change: 'granted', requestedBy: 'chief', approvedBy: 'deputy', effectiveAt }],
      { utility },
    );

    const [entry] = await vault.unitOfWork.run(utility, (tx) => vault.auditEntries.before(tx, undefined, 1));
    expect(entry).toMatchObject({ action: 'custodian.changed', target: userId, actor: { username: 'chief' } });
    expect(JSON.parse(entry!.details)).toEqual({
      username: 'custodian3',
      change: 'granted',
      approvedBy: 'deputy',
      effectiveAt: effectiveAt.toISOString(),
    });
  });
});
