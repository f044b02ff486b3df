import { Button, Stack, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { MovementAnswer, VendorAnswer } from '@openprepay/contracts/http/vending-vendors';
import { AnchorLink } from '../ui/anchor-link.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { Empty, QueryView } from '../ui/query-view.js';
import { useFormat } from '../ui/use-format.js';
import { movementsOf } from './queries.js';

interface MovementsProps {
  readonly vendor: VendorAnswer;
}

/** What made the float what it is, newest first. */
export function Movements({ vendor }: MovementsProps) {
  const { t } = useTranslation();
  const movements = useInfiniteQuery(movementsOf(vendor.vendorId));
  return (
    <section>
      <Title order={2} mb="xs">
        {t('vendors.movements')}
      </Title>
      <QueryView
        query={movements}
        label={t('vendors.movements')}
        isEmpty={({ pages }) => pages.every(({ items }) => items.length === 0)}
        empty={<Empty>{t('vendors.no-movements')}</Empty>}
      >
        {({ pages }) => (
          <Stack>
            <MovementsTable movements={pages.flatMap(({ items }) => items)} currency={vendor.currency} />
            {movements.hasNextPage && (
              <Button variant="default" loading={movements.isFetchingNextPage} onClick={() => void movements.fetchNextPage()}>
                {t('state.more')}
              </Button>
            )}
          </Stack>
        )}
      </QueryView>
    </section>
  );
}

function MovementsTable({ movements, currency }: { readonly movements: readonly MovementAnswer[]; readonly currency: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns: readonly Column<MovementAnswer>[] = [
    { name: 'position', head: t('vendors.position'), numeric: true, cell: ({ position }) => format.decimal(position) },
    { name: 'at', head: t('vendors.at'), oneLine: true, cell: ({ at }) => <Instant at={at} /> },
    { name: 'what', head: t('vendors.what'), cell: (movement) => <What movement={movement} /> },
    { name: 'amount', head: t('vendors.amount'), numeric: true, cell: ({ amount }) => format.money(amount, currency) },
    { name: 'balance', head: t('vendors.balance-after'), numeric: true, cell: ({ balance }) => format.money(balance, currency) },
  ];
  return <DataTable caption={t('vendors.movements')} columns={columns} rows={movements} rowKey={({ position }) => position} />;
}

function What({ movement: { kind, vendId } }: { readonly movement: MovementAnswer }) {
  const { t } = useTranslation();
  const what = t(`vendors.movement.${kind}`);
  if (vendId === undefined) return what;
  return (
    <AnchorLink to="/vends/$vendId" params={{ vendId }}>
      {what}
    </AnchorLink>
  );
}
