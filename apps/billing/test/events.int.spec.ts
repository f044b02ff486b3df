import { VendCompleted, VendorDeposited } from '@openprepay/contracts/vending';
import { VendorWithdrew } from '@openprepay/contracts/vendor-money';
import { systemClock } from '@openprepay/persistence/clock';
import { moneyMinor } from '@openprepay/quantities';
import { eventually } from '@openprepay/testing/eventually';
import { domesticTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendOf, vendWithDebt } from './fixture.js';
import { type BillingService, startBillingService } from './running-service.js';

let billing: BillingService;
beforeAll(async () => {
  billing = await startBillingService();
  await billing.post('/v1/tariffs', domesticTariff());
});
afterAll(() => billing.stop());

interface Listed {
  readonly items: readonly Record<string, unknown>[];
}
const list = async (path: string): Promise<Listed['items']> => ((await billing.get(path)).body as unknown as Listed).items;
const bookedVend = (vendId: string): Promise<Listed['items']> => list(`/v1/journal-entries?reference=vend:${vendId}`);
const untilBooked = (vendId: string) => eventually(async () => expect(await bookedVend(vendId)).toHaveLength(1));

async function accountWithDebt(accountNumber: string): Promise<string> {
  await billing.post('/v1/accounts', { accountNumber, name: 'Ann', tariffCode: 'DOM' });
  const { body } = await billing.post(`/v1/accounts/${accountNumber}/debts`, {
    code: 'meter-loan',
    outstanding: '90.00',
    recovery: { share: '40' },
  });
  return String(body['debtId']);
}

describe('events from Kafka', () => {
  it('books a vend once and recovers its debt once, however often it is sent under new event ids', async () => {
    const debtId = await accountWithDebt('E-1');
    const vend = vendWithDebt('E-1', debtId);
    const last = vendOf({ accountNumber: 'E-1' });

    await billing.publishAll(VendCompleted, [vend, vend]);
    await billing.publishAll(VendCompleted, [vend]);
    await billing.publishAll(VendCompleted, [last]);
    await untilBooked(last.vendId);

    expect(await bookedVend(vend.vendId)).toHaveLength(1);
    expect(await list('/v1/accounts/E-1/debts')).toMatchObject([{ outstanding: '50.00', charged: '90.00' }]);
    expect((await billing.get('/v1/accounts/E-1/ledger')).body).toMatchObject({ balance: '50.00', currency: 'KES' });
  });

  it('books deposits of vendors', async () => {
    const deposit = {
      depositId: systemClock.newId(),
      vendorId: systemClock.newId(),
      vendorName: 'Shop',
      amountMinor: moneyMinor(50_000n),
      currency: 'KES',
      reference: 'bank-1',
      depositedAt: new Date(),
    };

    await billing.publishAll(VendorDeposited, [deposit, deposit]);

    await eventually(async () =>
      expect(await list(`/v1/journal-entries?reference=deposit:${deposit.depositId}`)).toMatchObject([
        {
          lines: [
            { account: 'bank', amount: '500.00' },
            { account: `vendor-float:${deposit.vendorId}`, amount: '-500.00' },
          ],
        },
      ]),
    );
  });

  it('books what was paid back to vendors, once', async () => {
    const [withdrawalId, vendorId] = [systemClock.newId(), systemClock.newId()];
    const withdrawal = { withdrawalId, vendorId, amountMinor: moneyMinor(12_050n), currency: 'KES', withdrawnAt: new Date() };

    await billing.publishAll(VendorWithdrew, [withdrawal, withdrawal]);

    await eventually(async () =>
      expect(await list(`/v1/journal-entries?reference=withdrawal:${withdrawalId}`)).toMatchObject([
        {
          lines: [
            { account: `vendor-float:${vendorId}`, amount: '120.50' },
            { account: 'bank', amount: '-120.50' },
          ],
        },
      ]),
    );
  });

  it('parks a vend that does not add up by itself, and books what follows it of its meter', async () => {
    const poison = vendOf({ tenderMinor: moneyMinor(10_001n) });
    const behind = vendOf();
    const others = Array.from({ length: 5 }, (_, index) => vendOf({ meterPan: `60072700200000${index}123` }));

    await billing.publishAll(VendCompleted, [poison, behind, ...others]);
    for (const { vendId } of [behind, ...others]) await untilBooked(vendId);

    const { body } = await billing.get('/v1/parked-messages', { roles: ['operator'] });
    expect((body as unknown as Listed).items).toMatchObject([{ state: 'parked', code: 'billing.entry_unbalanced', key: poison.meterPan }]);
    expect(await bookedVend(poison.vendId)).toEqual([]);
    expect((await billing.get('/v1/trial-balance')).body).toMatchObject({ balanced: true });
  });
});
