import { ReadImport } from '@openprepay/imports/read-import';
import { ReceiveImport } from '@openprepay/imports/receive-import';
import { TakeRows } from '@openprepay/imports/take-rows';
import { UTILITY } from '@openprepay/testing/identity';
import { domesticTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Billing, clerkOf, openAccount, pricingOf, startBilling } from '../../test/fixture.js';
import { FindAccount } from '../accounts/find-account.js';

let billing: Billing;
beforeAll(async () => {
  billing = await startBilling();
  await billing.publishTariff.execute(clerkOf(), domesticTariff({ tariffCode: 'DOLLAR', currency: 'USD' }));
});
afterAll(() => billing.stop());

async function* sent(file: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(file));
}

/** Sends a file and works it off. */
async function imported(file: string, caller = clerkOf(UTILITY, 'EUR')) {
  const importId = await billing.get(ReceiveImport).execute(caller, sent(file));
  while ((await billing.get(TakeRows).execute()) > 0);
  const lines: string[] = [];
  for await (const text of await billing.get(ReadImport).report(caller, importId)) lines.push(...text.split('\r\n'));
  const report = lines.slice(1).flatMap((line) => (line === '' ? [] : [line.split(',').slice(0, 3).join()]));
  return { run: await billing.get(ReadImport).execute(caller, importId), report };
}

describe('an import of accounts', () => {
  it('opens each good row as an account that is opened by itself, and names row, column and code of each bad one', async () => {
    await openAccount(billing, 'I-0');

    const { run, report } = await imported(
      'name,accountNumber,tariffCode\nAnn,I-1,DOLLAR\n"Bob, of the mill",I-2,\nAgain,I-1,\nKnown,I-0,\nNone,I-3,NONE\n,I-4,\n"=1+1",I-5,\n',
    );

    expect(run).toMatchObject({ state: 'done', accepted: 3, refused: 4 });
    expect(report).toEqual([
      '4,accountNumber,billing.account_exists',
      '5,accountNumber,billing.account_exists',
      '6,tariffCode,billing.tariff_unknown',
      '7,name,import.cell_missing',
    ]);
    const find = (accountNumber: string) => billing.get(FindAccount).execute(clerkOf(), { accountNumber });
    expect(await find('I-1')).toMatchObject({ name: 'Ann', tariffCode: 'DOLLAR', currency: 'USD', creditMinor: 0n });
    expect(await find('I-2')).toMatchObject({ name: 'Bob, of the mill', currency: 'EUR', pricingRevision: 1 });
    expect(await pricingOf(billing, 'I-1')).toMatchObject([{ revision: 1, currency: 'USD', tariffCode: 'DOLLAR', debts: [] }]);
    expect(await pricingOf(billing, 'I-0')).toHaveLength(1);
  });

  it('is refused whole for its header', async () => {
    await expect(imported('number,name\nI-9,Ann\n')).rejects.toMatchObject({ code: 'billing.import_header_invalid' });
  });

  it('is known to its own utility alone', async () => {
    const { run } = await imported('accountNumber,name\nI-8,Ann\n');

    await expect(billing.get(ReadImport).execute(clerkOf('north'), run.importId)).rejects.toMatchObject({ code: 'billing.import_unknown' });
  });
});
