import { IssuesCounted, IssuesListed } from '@openprepay/contracts/issue-counts';
import { AuditHeadSigned } from '@openprepay/contracts/key-management';
import { sql } from '@openprepay/persistence/sql';
import { moneyMinor } from '@openprepay/quantities';
import pg from 'pg';
import { newMeter } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SetCommission } from './floats/set-commission.js';
import { ChangePolicy } from './floats/change-policy.js';
import { WithdrawFloat } from './floats/withdraw-float.js';
import { ChangeReceiptIssuer } from './receipts/change-receipt-issuer.js';
import { ChangeVendorTaxNumber } from './receipts/change-vendor-tax-number.js';
import { StateFloats } from './float-statements/state-floats.js';
import { staff, issuedFor, publishDefault, startVending, type Vending } from '../test/fixture.js';

const TABLES = [
  'meter',
  'supply',
  'vendor',
  'vendor_deposit',
  'vendor_withdrawal',
  'vendor_commission',
  'receipt_issuer',
  'vendor_tax_number',
  'tariff_version',
  'default_tariff',
  'account_pricing',
  'debt',
  'vend',
  'receipt_counter',
  'closed_key',
  'vendor_movement',
  'vendor_change',
  'vendor_policy',
  'book_statement',
  'vault_audit_head',
  'vault_issue_list',
  'vault_issue_statement',
];

describe('two utilities', () => {
  let vending: Vending;
  const meter = newMeter({ accountNumber: 'A-1' });

  beforeAll(async () => {
    vending = await startVending();
    for (const utility of ['north', 'south']) await fill(vending, utility, meter);
    while ((await vending.get(StateFloats).execute()) > 0);
  });
  afterAll(() => vending.stop());

  it('may both have the same meter, account, tariff code and idempotency key', async () => {
    const [north, south] = await Promise.all(
      ['north', 'south'].map((utility) => vending.findVendByKey.execute(staff(utility), { idempotencyKey: 'same-key' })),
    );

    expect(north?.vendId).not.toBe(south?.vendId);
    expect(north?.meter.meterNumber).toBe(south?.meter.meterNumber);
    expect([north, south].map((vend) => vend?.outcome)).toMatchObject([{ receiptNumber: '0000000001' }, { receiptNumber: '0000000001' }]);
  });

  it('never see a row of each other, even by statements without a filter', async () => {
    for (const table of TABLES) {
      for (const utility of ['north', 'south']) {
        const seen = await vending.run((tx) => sql<{ utility: string }>(tx, `select distinct utility from ${table}`), utility);
        expect([table, seen]).toEqual([table, [{ utility }]]);
      }
    }
  });

  it('never change or add a row of each other, even by statements without a filter', async () => {
    for (const table of TABLES) {
      const touched = await vending
        .run((tx) => sql(tx, `update ${table} set utility = utility where utility = 'south' returning 1`), 'north')
        .catch((error: unknown) => {
          expect(String(error)).toContain('permission denied');
          return [];
        });
      expect([table, touched]).toEqual([table, []]);
      await expect(vending.run((tx) => sql(tx, `update ${table} set utility = 'south' where utility = 'north'`), 'north')).rejects.toThrow(
        /row-level security|permission denied/,
      );
    }
  });

  it('find nothing of each other through the use cases', async () => {
    const southern = await vending.findVendByKey.execute(staff('south'), { idempotencyKey: 'same-key' });
    const [vendor] = (await vending.findVendors.execute(staff('south'), { limit: 10 })).items;

    await expect(vending.findVend.execute(staff('north'), { vendId: southern.vendId })).rejects.toMatchObject({
      code: 'vending.vend_not_found',
    });
    await expect(vending.findVendor.execute(staff('north'), { vendorId: vendor!.vendorId })).rejects.toMatchObject({
      code: 'vending.vendor_unknown',
    });
    await expect(vending.sell(meter.meterNumber, 'steal', { utility: 'north', vendorId: vendor!.vendorId })).rejects.toMatchObject({
      code: 'vending.vendor_unknown',
    });
    await expect(
      vending.depositFloat.execute(staff('north'), { vendorId: vendor!.vendorId, amount: '1', currency: 'KES', reference: 'x' }),
    ).rejects.toMatchObject({ code: 'vending.vendor_unknown' });
    await expect(vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(southern)]), 'north')).rejects.toMatchObject({
      code: 'vending.vend_not_found',
    });
  });

  it('have no table that shows rows of both, whoever made it last', async () => {
    const client = new pg.Client({ connectionString: vending.database.ownerUrl });
    await client.connect();
    try {
      const { rows } = await client.query<{ name: string }>(`
        select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'utility'
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
           and not exists (select from pg_policy p where p.polrelid = c.oid and c.relrowsecurity) order by 1`);
      expect(rows.map(({ name }) => name)).toEqual([]);
    } finally {
      await client.end();
    }
  });

  it('a connection that names no utility sees nothing at all', async () => {
    const client = new pg.Client({ connectionString: vending.database.url });
    await client.connect();
    try {
      for (const table of TABLES) expect((await client.query(`select 1 from ${table}`)).rows).toEqual([]);
    } finally {
      await client.end();
    }
  });
});

async function fill(vending: Vending, utility: string, meter: ReturnType<typeof newMeter>): Promise<void> {
  const hash = 'a'.repeat(64);
  await vending.deliver(AuditHeadSigned, [{ sequence: 1n, hash, signedAt: new Date(), masterKeyId: 'm', signature: hash }], { utility });
  const hour = new Date('2026-11-10T08:00:00Z');
  const issues = [{ requestId: '019ab000-0000-7000-8000-000000000002', meterNumber: meter.meterNumber, issuedAt: hour }];
  const group = { supplyGroupCode: '600100', kind: 'credit', requester: 'unsigned' };
  const statementId = '019ab000-0000-7000-8000-000000000003';
  await vending.deliver(IssuesListed, [{ statementId, hour, part: 1, ...group, issues }], { utility });
  const count = { ...group, requests: 1, tokens: 1, requestIdsHash: hash };
  await vending.deliver(IssuesCounted, [{ statementId, hour, revision: 1, parts: 1, counts: [count], countedAt: hour }], { utility });
  await publishDefault(vending, undefined, utility);
  await vending.run(
    (tx) =>
      vending.storeAccountPricing.execute(tx, [
        {
          accountNumber: 'A-1',
          revision: 1,
          currency: 'KES',
          tariffCode: undefined,
          debts: [
            {
              debtId: '019ab000-0000-7000-8000-000000000001',
              code: 'loan',
              chargedMinor: moneyMinor(1n),
              settledElsewhereMinor: moneyMinor(0n),
              recovery: { share: '1' },
            },
          ],
        },
      ]),
    utility,
  );
  await vending.createMeter.execute(staff(utility), meter);
  const { vendorId: earning } = await vending.createVendor.execute(staff(utility), { name: 'earning' });
  await vending.get(SetCommission).execute(staff(utility), { vendorId: earning, commission: [{ kind: 'credit', percent: '1' }] });
  await vending.get(ChangePolicy).execute(staff(utility), { depositApprovalAbove: '100', floatLimitApprovalAbove: '0' });
  const { vendorId } = await vending.createVendor.execute(staff(utility), { name: utility, floatLimit: '1' });
  await vending.depositFloat.execute(staff(utility), { vendorId, amount: '100', currency: 'KES', reference: 'same-reference' });
  const withdrawal = { vendorId, amount: '1', currency: 'KES', idempotencyKey: 'same-withdrawal' };
  await vending.get(WithdrawFloat).execute(staff(utility), withdrawal);
  await vending.get(ChangeReceiptIssuer).execute(staff(utility), { taxNumber: 'same' });
  await vending.get(ChangeVendorTaxNumber).execute(staff(utility), { vendorId, taxNumber: 'same' });
  await expect(vending.findVendByKey.execute(staff(utility), { idempotencyKey: 'closed-key' })).rejects.toThrow();
  const { vend } = await vending.sell(meter.meterNumber, 'same-key', { utility });
  await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(vend)]), utility);
}
