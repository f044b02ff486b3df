import { Body, Controller, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import type { Principal } from '@openprepay/contracts/identity';
import { accountNumber, shortCode } from '@openprepay/contracts/wire';
import { decodeCursor, DEFAULT_PAGE, encodeCursor, MAX_PAGE, type Page, page } from '@openprepay/persistence/page';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, valid } from '@openprepay/runtime/endpoint';
import { z } from 'zod';
import { AwaitPricingApplied } from '../pricing/await-pricing-applied.js';
import type { Account } from './account.js';
import { AccountRepository } from './account.repository.js';
import { ChangeAccountTariff } from './change-account-tariff.js';
import { OpenAccount } from './open-account.js';

const openAccountRequest = z.strictObject({ accountNumber, name: z.string().trim().min(1).max(200), tariffCode: shortCode.optional() });
const changeAccountRequest = z.strictObject({ tariffCode: shortCode });
const accountAnswer = z.object({
  accountNumber: z.string(),
  name: z.string(),
  tariffCode: z.string().optional(),
  currency: z.string(),
  openedAt: z.string(),
});
const accountPage = z.object({ items: z.array(accountAnswer), nextCursor: z.string().optional() });
const listQuery = z.strictObject({
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
});
const cursorValues = z.tuple([accountNumber]);

type AccountAnswer = z.output<typeof accountAnswer>;

@Controller('v1/accounts')
export class AccountsController {
  constructor(
    @Inject(OpenAccount) private readonly openAccount: OpenAccount,
    @Inject(ChangeAccountTariff) private readonly changeAccountTariff: ChangeAccountTariff,
    @Inject(AwaitPricingApplied) private readonly awaitPricingApplied: AwaitPricingApplied,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
  ) {}

  @Post()
  @Endpoint({ summary: 'Open an account', roles: ['clerk', 'operator'], answers: { 201: accountAnswer } })
  async open(
    @Caller() caller: Principal,
    @Body(valid(openAccountRequest)) body: z.output<typeof openAccountRequest>,
  ): Promise<AccountAnswer> {
    const { tariffCode, ...rest } = body;
    const account = await this.openAccount.execute({
      utility: caller.utility,
      currency: caller.currency,
      ...rest,
      ...(tariffCode === undefined ? {} : { tariffCode }),
    });
    return toApi(account);
  }

  @Get()
  @Endpoint({ summary: 'List accounts', roles: ['clerk', 'operator'], answers: { 200: accountPage } })
  async list(@Caller() caller: Principal, @Query(valid(listQuery)) query: z.output<typeof listQuery>): Promise<Page<AccountAnswer>> {
    const [after] = query.cursor === undefined ? [undefined] : decodeCursor(query.cursor, cursorValues);
    const found = await this.unitOfWork.run(caller.utility, (tx) => this.accounts.list(tx, after, query.limit + 1));
    const { items, ...rest } = page(found, query.limit, (last) => encodeCursor([last.accountNumber]));
    return { items: items.map(toApi), ...rest };
  }

  @Get(':accountNumber')
  @Endpoint({ summary: 'Read an account', roles: ['clerk', 'operator'], answers: { 200: accountAnswer } })
  async read(@Caller() caller: Principal, @Param('accountNumber', valid(accountNumber)) number: string): Promise<AccountAnswer> {
    return toApi(await this.unitOfWork.run(caller.utility, (tx) => this.accounts.require(tx, number)));
  }

  @Patch(':accountNumber')
  @Endpoint({ summary: 'Put an account on another tariff', roles: ['clerk'], answers: { 200: accountAnswer } })
  async change(
    @Caller() caller: Principal,
    @Param('accountNumber', valid(accountNumber)) number: string,
    @Body(valid(changeAccountRequest)) body: z.output<typeof changeAccountRequest>,
  ): Promise<AccountAnswer> {
    const account = await this.changeAccountTariff.execute(caller.utility, number, body.tariffCode);
    await this.awaitPricingApplied.execute(caller.utility, number, account.pricingRevision);
    return toApi(account);
  }
}

const toApi = ({ accountNumber: number, name, tariffCode, currency, openedAt }: Account): AccountAnswer => ({
  accountNumber: number,
  name,
  ...(tariffCode === undefined ? {} : { tariffCode }),
  currency,
  openedAt: openedAt.toISOString(),
});
