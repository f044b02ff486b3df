import { Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { VendorAnswer } from '@openprepay/contracts/http/vending-vendors';
import { useReadAgain } from '../live/live.js';
import { AnchorLink } from '../ui/anchor-link.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Page } from '../ui/page.js';
import { Empty, QueryView } from '../ui/query-view.js';
import { ShowMore } from '../ui/show-more.js';
import { useFormat } from '../ui/use-format.js';
import { CreateVendor } from './create-vendor.js';
import { FloatBar } from './float-bar.js';
import { FloatLamp } from './float-lamp.js';
import { barsOf, leftOf, lowFirst, type FloatBar as Bar } from './floats.js';
import { listOfVendors } from './queries.js';

const TOLD_BY = ['vend', 'vend-failed'] as const;
const KEYS = ['vendors'] as const;
const READ_AGAIN_MS = 10_000;

/** Vendors and what they may sell for still, the lowest first. */
export function VendorsPage() {
  const { t } = useTranslation();
  const vendors = useInfiniteQuery(listOfVendors);
  useReadAgain(TOLD_BY, KEYS, READ_AGAIN_MS);
  return (
    <Page title={t('screen.vendors')} actions={<CreateVendor />}>
      <QueryView
        query={vendors}
        label={t('screen.vendors')}
        isEmpty={({ pages }) => pages.every(({ items }) => items.length === 0)}
        empty={<Empty>{t('vendors.none')}</Empty>}
      >
        {({ pages }) => (
          <Stack>
            <Text size="sm" c="dimmed">
              {t('vendors.legend')} {vendors.hasNextPage ? t('vendors.low-first-shown') : t('vendors.low-first')}
            </Text>
            <VendorsTable vendors={lowFirst(pages.flatMap(({ items }) => items))} />
            <ShowMore query={vendors} />
          </Stack>
        )}
      </QueryView>
    </Page>
  );
}

interface Row {
  readonly vendor: VendorAnswer;
  readonly bar: Bar;
}

function VendorsTable({ vendors }: { readonly vendors: readonly VendorAnswer[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const bars = barsOf(vendors);
  const rows = vendors.map((vendor, place): Row => ({ vendor, bar: bars[place]! }));
  const columns: readonly Column<Row>[] = [
    {
      name: 'name',
      head: t('vendors.name'),
      cell: ({ vendor: { vendorId, name } }) => (
        <AnchorLink to="/vendors/$vendorId" params={{ vendorId }} style={{ display: 'block', minWidth: '8rem' }}>
          <bdi>{name}</bdi>
        </AnchorLink>
      ),
    },
    { name: 'bar', head: t('vendors.float'), cell: ({ bar }) => <FloatBar bar={bar} /> },
    { name: 'stands', head: t('vends.state'), cell: ({ vendor }) => <FloatLamp vendor={vendor} /> },
    { name: 'left', head: t('vendors.left'), numeric: true, cell: ({ vendor }) => format.money(leftOf(vendor), vendor.currency) },
    {
      name: 'balance',
      head: t('vendors.balance'),
      numeric: true,
      cell: ({ vendor }) => format.money(vendor.floatBalance, vendor.currency),
    },
    { name: 'limit', head: t('vendors.limit'), numeric: true, cell: ({ vendor }) => format.money(vendor.floatLimit, vendor.currency) },
  ];
  return <DataTable caption={t('screen.vendors')} columns={columns} rows={rows} rowKey={({ vendor }) => vendor.vendorId} />;
}
