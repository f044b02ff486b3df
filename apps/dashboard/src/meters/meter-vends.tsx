import { Group, Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import { AnchorLink } from '../ui/anchor-link.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { Lamp, type LampState } from '../ui/lamp.js';
import { Empty, QueryView } from '../ui/query-view.js';
import { useFormat } from '../ui/use-format.js';
import { lastVendsQuery } from './meter-queries.js';

const STATES: Readonly<Record<VendAnswer['state'], LampState>> = {
  completed: 'good',
  'awaiting-token': 'warning',
  reversed: 'unknown',
  failed: 'bad',
};
const DELIVERIES: Readonly<Record<VendAnswer['delivery']['state'], LampState>> = { credited: 'good', none: 'unknown', rejected: 'bad' };

/** What was sold to the meter last, and whether the meter took it. */
export function MeterVends({ meterNumber }: { readonly meterNumber: string }) {
  const { t } = useTranslation();
  const vends = useQuery(lastVendsQuery(meterNumber));
  const columns = useColumns();
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Title order={2}>{t('meters.last-vends')}</Title>
        <AnchorLink to="/vends" search={{ meterNumber }}>
          {t('meters.all-vends')}
        </AnchorLink>
      </Group>
      <QueryView
        query={vends}
        label={t('meters.last-vends')}
        isEmpty={(items) => items.length === 0}
        empty={<Empty>{t('meters.no-vends')}</Empty>}
      >
        {(items) => <DataTable caption={t('meters.last-vends')} columns={columns} rows={items} rowKey={({ vendId }) => vendId} />}
      </QueryView>
    </Stack>
  );
}

function useColumns(): readonly Column<VendAnswer>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return [
    {
      name: 'accepted',
      head: t('meters.vend.accepted'),
      cell: ({ vendId, acceptedAt }) => (
        <AnchorLink to="/vends/$vendId" params={{ vendId }}>
          <Instant at={acceptedAt} />
        </AnchorLink>
      ),
    },
    { name: 'receipt', head: t('meters.vend.receipt'), cell: ({ receiptNumber }) => receiptNumber ?? '–' },
    { name: 'tender', head: t('meters.vend.tender'), numeric: true, cell: ({ tender }) => format.money(tender.amount, tender.currency) },
    { name: 'units', head: t('meters.vend.units'), numeric: true, cell: ({ units }) => format.quantity(units) },
    { name: 'sold-by', head: t('meters.vend.sold-by'), cell: ({ soldBy }) => soldBy },
    {
      name: 'state',
      head: t('meters.vend.state'),
      cell: ({ state }) => <Lamp state={STATES[state]}>{t(`meters.vend.states.${state}`)}</Lamp>,
    },
    {
      name: 'delivery',
      head: t('meters.vend.delivery'),
      cell: ({ delivery }) => <Lamp state={DELIVERIES[delivery.state]}>{t(`meters.vend.deliveries.${delivery.state}`)}</Lamp>,
    },
  ];
}
