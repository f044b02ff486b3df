import { Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { TokenOrderAnswer } from '@openprepay/contracts/http/vending-tokens';
import { useMayOpen } from '../session/use-may.js';
import { AnchorLink } from '../ui/anchor-link.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { AskedBy } from '../ui/asked-by.js';
import { ListView } from '../ui/list-view.js';
import { OrderDecision } from './order-decision.js';
import { OrderFilters } from './order-filters.js';
import { OrderOutcome } from './order-outcome.js';
import { OrderWhat } from './order-what.js';
import { ORDER_STATES, ordersQuery } from './queries.js';

/** What was ordered, newest first. */
export function OrdersTab() {
  const { t } = useTranslation();
  const { meterNumber, state } = useSearch({ from: '/inside/tokens' });
  const known = ORDER_STATES.find((name) => name === state);
  const orders = useInfiniteQuery(ordersQuery({ meterNumber, state: known }));
  const columns = useColumns();
  return (
    <Stack>
      <OrderFilters key={meterNumber} state={known} meterNumber={meterNumber} />
      <ListView query={orders} label={t('tokens.tab.orders')} empty={<Text c="dimmed">{t('tokens.none')}</Text>}>
        {(rows) => <DataTable caption={t('tokens.tab.orders')} columns={columns} rows={rows} rowKey={({ orderId }) => orderId} />}
      </ListView>
    </Stack>
  );
}

function useColumns(): readonly Column<TokenOrderAnswer>[] {
  const { t } = useTranslation();
  const mayOpen = useMayOpen();
  return [
    { name: 'what', head: t('tokens.kind'), cell: (order) => <OrderWhat order={order} /> },
    {
      name: 'meter',
      head: t('tokens.meter'),
      cell: ({ meterNumber }) =>
        mayOpen('meters') ? (
          <AnchorLink to="/meters/$meterNumber" params={{ meterNumber }}>
            {meterNumber}
          </AnchorLink>
        ) : (
          meterNumber
        ),
    },
    { name: 'asked', head: t('tokens.asked-by'), cell: (order) => <AskedBy {...order} /> },
    { name: 'outcome', head: t('tokens.outcome'), cell: (order) => <OrderOutcome order={order} /> },
    { name: 'decision', head: t('tokens.decision'), cell: (order) => <OrderDecision order={order} /> },
  ];
}
