import { z } from 'zod';
import { accountNumber, commodity, decimalText, shortCode } from '../wire.js';
import { defineApi } from './api.js';
import { accountImportEndpoints, importErrors } from './billing-imports.js';
import { correctionEndpoints, correctionErrors } from './billing-corrections.js';
import { ledgerEndpoints, ledgerErrors } from './billing-ledger.js';
import { paymentEndpoints, paymentErrors } from './billing-payments.js';
import { reconciliationEndpoints } from './billing-reconciliation.js';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';
import { parkedMessagesEndpoints } from './parked-messages.js';
import { tariff, tariffBody } from './tariff-document.js';
import { oneLine } from './text.js';

/** Of a tariff's document, many blocks and charges long. */
const MAX_TARIFF_BYTES = 1_048_576;
const MAX_NAME_LENGTH = 200;

const clerk = { roles: ['clerk'] } as const;
const clerkOrOperator = { roles: ['clerk', 'operator'] } as const;
const staff = { roles: ['clerk', 'operator', 'engineer'] } as const;
const ofAccount = z.object({ accountNumber });

const account = z
  .object({
    accountNumber: z.string(),
    name: z.string(),
    tariffCode: z.string().optional().describe('absent: the utility’s default tariff'),
    currency: z.string(),
    openedAt: z.iso.datetime(),
  })
  .meta({ id: 'Account' });
export type AccountAnswer = Wire<typeof account>;

const recovery = z.union([z.strictObject({ share: decimalText }), z.strictObject({ amount: decimalText })]).meta({
  id: 'DebtRecovery',
  description:
    'a share of each tender in percent, or an amount of each vend; the shares of an account’s open debts stay below 100 together',
});

const debt = z
  .object({
    debtId: z.uuid(),
    code: z.string(),
    currency: z.string(),
    charged: z.string(),
    outstanding: z.string(),
    recovery: z.union([z.object({ share: z.string() }), z.object({ amount: z.string() })]),
    incurredAt: z.iso.datetime(),
  })
  .meta({ id: 'Debt' });
export type DebtAnswer = Wire<typeof debt>;

const debtState = z.enum(['open', 'settled']).describe('open: something of it is left');
export type DebtState = z.output<typeof debtState>;

const defaultTariff = z.object({ tariffCode: z.string() }).meta({ id: 'DefaultTariff' });
export type DefaultTariffAnswer = Wire<typeof defaultTariff>;

/** The books: accounts, debts, tariffs, the ledger. */
export const billingApi = defineApi({
  service: 'billing',
  title: 'OpenPrepay billing',
  publicPath: '/api/billing',
  errors: {
    'billing.tariff_invalid': 400,
    'billing.tariff_starts_in_the_past': 422,
    'billing.tariff_starts_too_soon': 422,
    'billing.tariff_kind_changed': 422,
    'billing.tariff_unknown': 404,
    'billing.account_exists': 409,
    'billing.account_unknown': 404,
    'billing.debt_exists': 409,
    'billing.debt_unknown': 404,
    'billing.debt_overrecovered': 422,
    'billing.amount_invalid': 400,
    'billing.share_invalid': 400,
    'billing.shares_take_whole_tender': 422,
    'billing.entry_unbalanced': 422,
    ...importErrors,
    ...ledgerErrors,
    ...paymentErrors,
    ...correctionErrors,
  },
  endpoints: {
    ...accountImportEndpoints,
    openAccount: endpoint({
      method: 'POST',
      path: '/v1/accounts',
      summary: 'Open an account',
      tag: 'Accounts',
      access: clerkOrOperator,
      body: z.strictObject({ accountNumber, name: oneLine(MAX_NAME_LENGTH), tariffCode: shortCode.optional() }),
      answers: { 201: account },
      errors: ['billing.account_exists', 'billing.tariff_unknown'],
    }),
    listAccounts: endpoint({
      method: 'GET',
      path: '/v1/accounts',
      summary: 'List accounts by number, or those whose names begin with the given letters by name',
      tag: 'Accounts',
      access: clerkOrOperator,
      query: pageQuery({ namePrefix: z.string().trim().min(1).max(MAX_NAME_LENGTH).optional().describe('in capitals or not') }),
      answers: { 200: pageAnswer(account) },
    }),
    readAccount: endpoint({
      method: 'GET',
      path: '/v1/accounts/:accountNumber',
      summary: 'Read an account',
      tag: 'Accounts',
      access: clerkOrOperator,
      params: ofAccount,
      answers: { 200: account },
      errors: ['billing.account_unknown'],
    }),
    changeAccount: endpoint({
      method: 'PATCH',
      path: '/v1/accounts/:accountNumber',
      summary: 'Put an account on another tariff',
      tag: 'Accounts',
      access: clerk,
      params: ofAccount,
      body: z.strictObject({ tariffCode: shortCode }),
      answers: { 200: account },
      errors: ['billing.account_unknown', 'billing.tariff_unknown', 'billing.tariff_kind_changed'],
    }),

    chargeDebt: endpoint({
      method: 'POST',
      path: '/v1/accounts/:accountNumber/debts',
      summary: 'Charge a debt to be recovered from vends',
      tag: 'Debts',
      access: clerk,
      params: ofAccount,
      body: z.strictObject({ code: shortCode, outstanding: decimalText, recovery }),
      answers: { 201: debt },
      errors: [
        'billing.account_unknown',
        'billing.debt_exists',
        'billing.amount_invalid',
        'billing.share_invalid',
        'billing.shares_take_whole_tender',
      ],
    }),
    listDebts: endpoint({
      method: 'GET',
      path: '/v1/accounts/:accountNumber/debts',
      summary: 'List an account’s debts in the order of recovery',
      tag: 'Debts',
      access: clerkOrOperator,
      params: ofAccount,
      query: pageQuery({ state: debtState.optional() }),
      answers: { 200: pageAnswer(debt) },
      errors: ['billing.account_unknown'],
    }),

    publishTariff: endpoint({
      method: 'POST',
      path: '/v1/tariffs',
      summary: 'Publish a tariff version',
      tag: 'Tariffs',
      access: clerk,
      bodyLimit: MAX_TARIFF_BYTES,
      body: tariffBody,
      answers: { 201: tariff },
      errors: [
        'billing.tariff_invalid',
        'billing.tariff_starts_in_the_past',
        'billing.tariff_starts_too_soon',
        'billing.tariff_kind_changed',
      ],
    }),
    listTariffs: endpoint({
      method: 'GET',
      path: '/v1/tariffs',
      summary: 'List tariff versions, the newest of a code first',
      tag: 'Tariffs',
      access: staff,
      query: pageQuery({}),
      answers: { 200: pageAnswer(tariff) },
    }),
    listTariffVersions: endpoint({
      method: 'GET',
      path: '/v1/tariffs/:tariffCode',
      summary: 'List the versions of one tariff, the newest first',
      tag: 'Tariffs',
      access: staff,
      params: z.object({ tariffCode: shortCode }),
      query: pageQuery({}),
      answers: { 200: pageAnswer(tariff) },
      errors: ['billing.tariff_unknown'],
    }),
    changeDefaultTariff: endpoint({
      method: 'PUT',
      path: '/v1/default-tariffs/:commodity',
      summary: 'Name the tariff of meters without one',
      tag: 'Tariffs',
      access: clerk,
      params: z.object({ commodity }),
      body: z.strictObject({ tariffCode: shortCode }),
      answers: { 200: defaultTariff },
      errors: ['billing.tariff_unknown', 'billing.tariff_kind_changed'],
    }),

    ...ledgerEndpoints,
    ...paymentEndpoints,
    ...correctionEndpoints,
    ...reconciliationEndpoints,
    ...parkedMessagesEndpoints,
  },
});

export type BillingErrorCode = keyof typeof billingApi.errors;
