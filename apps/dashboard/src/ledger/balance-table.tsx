import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TrialBalanceAnswer } from '@openprepay/contracts/http/billing-ledger';
import { AnchorLink } from '../ui/anchor-link.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { useFormat } from '../ui/use-format.js';
import { ALL_CUSTOMERS, type BalanceRow, balanceRows, customerOf } from './balance-rows.js';

interface BalanceTableProps {
  readonly accounts: TrialBalanceAnswer['accounts'];
  /** Nothing is on another page, so that what is here adds up. */
  readonly whole: boolean;
}

export function BalanceTable({ accounts, whole }: BalanceTableProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const amount = (name: 'debit' | 'credit' | 'balance'): Column<BalanceRow> => ({
    name,
    head: t(`ledger.${name}`),
    numeric: true,
    cell: (row) => (
      <Text span size="sm" fw={row.account === undefined ? 700 : 400}>
        {format.plainMoney(row[name], row.currency)}
      </Text>
    ),
  });
  return (
    <DataTable
      caption={t('ledger.tab.balance')}
      columns={[
        { name: 'account', head: t('ledger.account'), cell: (row) => <AccountName account={row.account} /> },
        { name: 'currency', head: t('ledger.currency'), cell: ({ currency }) => currency },
        amount('debit'),
        amount('credit'),
        amount('balance'),
      ]}
      rows={balanceRows(accounts, whole)}
      rowKey={({ account, currency }) => `${account ?? ''} ${currency}`}
    />
  );
}

/** The account as the books name it; customers lead on to themselves. */
export function AccountName({ account }: { readonly account: string | undefined }) {
  const { t } = useTranslation();
  if (account === undefined) return <b>{t('ledger.total')}</b>;
  if (account === ALL_CUSTOMERS) {
    return (
      <AnchorLink from="/ledger" to="/ledger" search={(before) => ({ ...before, subLedger: 'customer' })}>
        {t('ledger.all-customers')}
      </AnchorLink>
    );
  }
  const accountNumber = customerOf(account);
  if (accountNumber === undefined) return <code>{account}</code>;
  return (
    <AnchorLink to="/accounts/$accountNumber" params={{ accountNumber }}>
      {t('ledger.customer', { accountNumber })}
    </AnchorLink>
  );
}
