import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeMeterNumber } from '@openprepay/sts';
import type { TariffBody } from '@openprepay/contracts/http/tariff-document';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import type { SignedIn } from '@openprepay/standalone/gateway-client';
import { demoKeyData } from '@openprepay/standalone/demo-fleet';
import { domesticTariff } from '@openprepay/testing/tariff';
import { listVends } from './lists.js';
import { zoneOfMidday } from './midday.js';
import { Platform } from './platform.js';
import { until } from './until.js';

let platform: Platform;
let admin: SignedIn;

beforeAll(async () => {
  platform = await Platform.start({ meters: 0, simulate: false, timeZone: zoneOfMidday(new Date()) });
  admin = await platform.as('admin');
});
afterAll(() => platform?.stop());

/** The tariff of docs/tariffs.md, in force before the supply starts: one standing charge is due, this month's. */
const workedExampleTariff = (now: Date): TariffBody =>
  domesticTariff({
    tariffCode: 'EXAMPLE',
    validFrom: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1)).toISOString(),
  });

const amounts = ({ lines }: VendAnswer): Readonly<Record<string, string>> =>
  Object.fromEntries(lines.map(({ code, amount }) => [code, amount]));

describe('the worked example of the tariff page', () => {
  const meterNumber = makeMeterNumber('00', '77000001');

  it('comes out of the API line by line', async () => {
    const accountNumber = 'WORKED-1';
    await admin.billing.publishTariff({ body: workedExampleTariff(new Date()) });
    await admin.billing.openAccount({ body: { accountNumber, name: 'Worked example', tariffCode: 'EXAMPLE' } });
    await admin.billing.chargeDebt({
      params: { accountNumber },
      body: { code: 'meter-loan', outstanding: '9000.00', recovery: { share: '20' } },
    });
    await admin.vending.createMeter({ body: { meterNumber, ...demoKeyData, commodity: 'electricity', accountNumber } });

    const first = await platform.sell(admin, { meterNumber, amount: '1000.00' });
    const second = await platform.sell(admin, { meterNumber, amount: '1000.00' });
    const third = await platform.sell(admin, { meterNumber, amount: '2500.00' });

    // 150.00 is net: the tax on the standing charge, 24.00, is part of the VAT line.
    expect(first.units).toEqual({ value: '39.1', unit: 'kWh' });
    expect(amounts(first)).toEqual({
      standing: '150.00',
      'meter-loan': '200.00',
      energy: '516.38',
      erc: '1.18',
      rep: '25.82',
      VAT: '106.62',
    });
    expect(second.units).toEqual({ value: '40.5', unit: 'kWh' });
    expect(amounts(second)).toEqual({ 'meter-loan': '200.00', energy: '660.15', erc: '1.22', rep: '33.01', VAT: '105.62' });
    expect(third.units).toEqual({ value: '83.2', unit: 'kWh' });
    expect(amounts(third)).toEqual({ 'meter-loan': '500.00', energy: '1650.83', erc: '2.50', rep: '82.54', VAT: '264.13' });
    expect([first, second, third].map(({ remainder }) => remainder)).toEqual(['1.45', '0.00', '1.39']);
    const booked = async (): Promise<readonly (readonly [string, string])[]> => {
      const { body } = await admin.billing.listJournalEntries({ query: { reference: `vend:${first.vendId}` } });
      return body.items.flatMap(({ lines }) => lines.map(({ account, amount }) => [account, amount] as const));
    };
    await until(async () => (await booked()).length > 0);
    expect(await booked()).toEqual(
      expect.arrayContaining([
        ['sales:electricity', '-514.93'],
        ['sales:electricity:remainder', '-1.45'],
      ]),
    );
  });

  it('goes on where a meter was moved off its account and back, and where another one replaced it', async () => {
    const move = (accountNumber: string | null) => admin.vending.changeMeter({ params: { meterNumber }, body: { accountNumber } });
    await move(null);
    await move('WORKED-1');
    expect(amounts(await platform.sell(admin, { meterNumber, amount: '1000.00' }))).not.toHaveProperty('standing');

    await move(null);
    const replacement = makeMeterNumber('00', '77000002');
    await admin.vending.createMeter({
      body: { meterNumber: replacement, ...demoKeyData, commodity: 'electricity', accountNumber: 'WORKED-1' },
    });

    const { lines } = await platform.sell(admin, { meterNumber: replacement, amount: '1000.00' });
    expect(lines.map(({ kind }) => kind)).not.toContain('fixed-charge');
    expect(lines.flatMap(({ blocks }) => blocks ?? []).map(({ rate }) => rate)).toEqual(['20.97']);
    await admin.vending.changeMeter({ params: { meterNumber: replacement }, body: { accountNumber: null } });
    await move('WORKED-1');
  });

  it('quotes what a sale would give and sells nothing', async () => {
    const body = { meterNumber, tender: { amount: '1000.00', currency: 'KES' }, paymentMethod: 'cash' } as const;

    const { body: quote } = await admin.vending.quoteVend({ body });
    const { body: again } = await admin.vending.quoteVend({ body });

    expect(quote).toEqual(again);
    expect(quote.tariff).toEqual({ code: 'EXAMPLE', version: 1 });
    expect(await listVends(admin, meterNumber)).toHaveLength(4);
  });

  it('prices by a later version that has begun as soon as its publisher was answered', async () => {
    // Later than the publisher’s request can be on its way.
    const validFrom = new Date(Date.now() + 15_000);
    const { body: published } = await admin.billing.publishTariff({
      body: { ...workedExampleTariff(new Date()), validFrom: validFrom.toISOString() },
    });
    expect(published).toMatchObject({ version: 2, appliedAt: expect.any(String) as string });

    await until(() => Promise.resolve(Date.now() >= validFrom.getTime()));

    const body = { meterNumber, tender: { amount: '1000.00', currency: 'KES' }, paymentMethod: 'cash' } as const;
    expect((await admin.vending.quoteVend({ body })).body.tariff).toEqual({ code: 'EXAMPLE', version: 2 });
  });
});
