import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import type { Principal } from '@openprepay/contracts/identity';
import { accountNumber, decimalText, shortCode } from '@openprepay/contracts/wire';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { formatMoney } from '@openprepay/quantities';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, valid } from '@openprepay/runtime/endpoint';
import { z } from 'zod';
import { AccountRepository } from '../accounts/account.repository.js';
import { AwaitPricingApplied } from '../pricing/await-pricing-applied.js';
import { ChargeDebt } from './charge-debt.js';
import { type Debt, outstandingMinor } from './debt.js';
import { DebtRepository } from './debt.repository.js';

const recovery = z.union([z.strictObject({ share: decimalText }), z.strictObject({ amount: decimalText })]);
const chargeRequest = z.strictObject({ code: shortCode, outstanding: decimalText, recovery });
const debtAnswer = z.object({
  debtId: z.uuid(),
  code: z.string(),
  currency: z.string(),
  charged: z.string(),
  outstanding: z.string(),
  recovery,
  incurredAt: z.string(),
});
const debtList = z.object({ items: z.array(debtAnswer) });

type DebtAnswer = z.output<typeof debtAnswer>;

@Controller('v1/accounts/:accountNumber/debts')
export class DebtsController {
  constructor(
    @Inject(ChargeDebt) private readonly chargeDebt: ChargeDebt,
    @Inject(AwaitPricingApplied) private readonly awaitPricingApplied: AwaitPricingApplied,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(DebtRepository) private readonly debts: DebtRepository,
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
  ) {}

  @Post()
  @Endpoint({ summary: 'Charge a debt to be recovered from vends', roles: ['clerk'], answers: { 201: debtAnswer } })
  async charge(
    @Caller() { utility }: Principal,
    @Param('accountNumber', valid(accountNumber)) number: string,
    @Body(valid(chargeRequest)) body: z.output<typeof chargeRequest>,
  ): Promise<DebtAnswer> {
    const { debt, revision } = await this.chargeDebt.execute({ utility, accountNumber: number, ...body });
    await this.awaitPricingApplied.execute(utility, number, revision);
    return toApi(debt);
  }

  /** An account has few debts, so the list is whole. */
  @Get()
  @Endpoint({ summary: 'List an account’s debts in the order of recovery', roles: ['clerk', 'operator'], answers: { 200: debtList } })
  async list(
    @Caller() { utility }: Principal,
    @Param('accountNumber', valid(accountNumber)) number: string,
  ): Promise<z.output<typeof debtList>> {
    const found = await this.unitOfWork.run(utility, async (tx) => {
      await this.accounts.require(tx, number);
      return this.debts.ofAccount(tx, number);
    });
    return { items: found.map(toApi) };
  }
}

const toApi = (debt: Debt): DebtAnswer => ({
  debtId: debt.id,
  code: debt.code,
  currency: debt.currency,
  charged: formatMoney(debt.chargedMinor, debt.currency),
  outstanding: formatMoney(outstandingMinor(debt), debt.currency),
  recovery: 'share' in debt.recovery ? debt.recovery : { amount: formatMoney(debt.recovery.amountMinor, debt.currency) },
  incurredAt: debt.incurredAt.toISOString(),
});
