import { Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { VendorAnswer } from '@openprepay/contracts/http/vending-vendors';
import type { PaidBackAnswer } from '@openprepay/contracts/http/vending-withdrawals';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { ListView } from '../ui/list-view.js';
import { Section } from '../ui/section.js';
import { useFormat } from '../ui/use-format.js';
import { withdrawalsOf } from './queries.js';
import { WithdrawFloat } from './withdraw-float.js';

/** What was paid back to a vendor, and by whom. */
export function VendorWithdrawals({ vendor }: { readonly vendor: VendorAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const withdrawals = useInfiniteQuery(withdrawalsOf(vendor.vendorId));
  const columns: readonly Column<PaidBackAnswer>[] = [
    { name: 'at', head: t('vendors.withdrawals.at'), cell: ({ withdrawnAt }) => <Instant at={withdrawnAt} /> },
    {
      name: 'amount',
      head: t('vendors.withdrawals.amount'),
      numeric: true,
      cell: ({ amount, currency }) => format.money(amount, currency),
    },
    { name: 'reference', head: t('vendors.withdrawals.reference'), cell: ({ reference }) => <bdi>{reference ?? '–'}</bdi> },
    { name: 'reason', head: t('vendors.withdrawals.reason'), cell: ({ reason }) => <bdi>{reason ?? '–'}</bdi> },
    { name: 'by', head: t('vendors.withdrawals.by'), cell: ({ withdrawnBy }) => <bdi>{withdrawnBy}</bdi> },
    { name: 'second', head: t('vendors.withdrawals.second'), cell: ({ approvedBy }) => <bdi>{approvedBy ?? '–'}</bdi> },
  ];
  return (
    <Section title={t('vendors.withdrawals.title')} actions={<WithdrawFloat vendor={vendor} />}>
      <ListView query={withdrawals} label={t('vendors.withdrawals.title')} empty={<Text c="dimmed">{t('vendors.withdrawals.none')}</Text>}>
        {(rows) => (
          <DataTable caption={t('vendors.withdrawals.title')} columns={columns} rows={rows} rowKey={({ withdrawalId }) => withdrawalId} />
        )}
      </ListView>
    </Section>
  );
}
