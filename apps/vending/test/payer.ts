import type { Principal } from '@openprepay/contracts/identity';
import { formatMoney, moneyMinor } from '@openprepay/quantities';
import type { AccountPayment } from '../src/account-payments/account-payment.js';
import { PayAccount } from '../src/account-payments/pay-account.js';
import { CreateOutlet } from '../src/terminals/create-outlet.js';
import { CreateTerminal } from '../src/terminals/create-terminal.js';
import { SignInTerminal } from '../src/terminals/sign-in-terminal.js';
import { staff, type Vending } from './fixture.js';

let payers = 0;

/** An account that owes 50.00 of a loan and then 30.00 of a fine, and a till of a vendor whose float has 100.00. */
export async function newPayer(vending: Vending) {
  const name = `payer-${++payers}`;
  const account = `PAY-${payers}`;
  const debts = [vending.clock.newId(), vending.clock.newId()] as const;
  const nothing = moneyMinor(0n);
  const owed = (debtId: string, code: string, minor: bigint) =>
    ({ debtId, code, chargedMinor: moneyMinor(minor), settledElsewhereMinor: nothing, recovery: { share: '10' } }) as const;
  const pricing = {
    accountNumber: account,
    revision: 1,
    currency: 'KES',
    debts: [owed(debts[0], 'loan', 5_000n), owed(debts[1], 'fine', 3_000n)],
  };
  await vending.run((tx) => vending.storeAccountPricing.execute(tx, [pricing]));
  const { vendorId } = await vending.createVendor.execute(staff(), { name });
  await vending.depositFloat.execute(staff(), { vendorId, amount: '100.00', currency: 'KES', reference: name });
  const { outletId } = (await vending.get(CreateOutlet).execute(staff(), { vendorId, name })).outlet;
  const { terminal, secret } = await vending.get(CreateTerminal).execute(staff(), { outletId, name });
  const till: Principal = (await vending.get(SignInTerminal).execute({ terminalId: terminal.terminalId, secret })).principal;
  return {
    account,
    debts,
    vendorId,
    till,
    pay: async (amount: string, idempotencyKey = `pay-key-${vending.clock.newId()}`): Promise<AccountPayment> => {
      const wanted = { accountNumber: account, amount, currency: 'KES', paymentMethod: 'cash', idempotencyKey } as const;
      return (await vending.get(PayAccount).execute(till, wanted)).payment;
    },
    /** What the float has. */
    float: async (): Promise<string> => formatMoney((await vending.findVendor.execute(till, { vendorId })).floatMinor, 'KES'),
    /** Of each debt, in the smallest unit. */
    recovered: async (): Promise<readonly number[]> => {
      const statement = 'select recovered_minor as minor from debt where account_number = $1 order by position';
      const { rows } = await vending.owner.query<{ minor: string }>(statement, [account]);
      return rows.map(({ minor }) => Number(minor));
    },
  };
}
export type Payer = Awaited<ReturnType<typeof newPayer>>;
