import { Anchor, Paper, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { Lamp } from '../ui/lamp.js';
import { Empty, QueryView } from '../ui/query-view.js';
import { useFormat } from '../ui/use-format.js';
import { lastVendsQuery } from './queries.js';

const LAMPS = { completed: 'good', 'awaiting-token': 'warning', reversed: 'unknown', failed: 'bad' } as const;

export function LastVends() {
  const { t } = useTranslation();
  const format = useFormat();
  const vends = useQuery(lastVendsQuery);
  return (
    <Paper withBorder p="sm">
      <Title order={2} mb="xs">
        {t('now.last-vends')}
      </Title>
      <QueryView query={vends} label={t('now.last-vends')} isEmpty={(rows) => rows.length === 0} empty={<Empty>{t('now.no-vends')}</Empty>}>
        {(rows) => (
          <DataTable
            caption={t('now.last-vends')}
            rows={rows}
            rowKey={({ vendId }) => vendId}
            columns={[
              {
                name: 'time',
                head: t('now.time'),
                cell: ({ vendId, acceptedAt }) => (
                  <Anchor component={Link} to={`/vends/${vendId}`} size="sm">
                    <Instant at={acceptedAt} short />
                  </Anchor>
                ),
              },
              { name: 'meter', head: t('now.meter'), cell: ({ meterNumber }) => meterNumber },
              { name: 'paid', head: t('now.paid'), numeric: true, cell: ({ tender }) => format.money(tender.amount, tender.currency) },
              { name: 'units', head: t('now.units'), numeric: true, cell: ({ units }) => format.quantity(units) },
              {
                name: 'state',
                head: t('now.state'),
                cell: ({ state }) => <Lamp state={LAMPS[state]}>{t(`now.vend-state.${state}`)}</Lamp>,
              },
            ]}
          />
        )}
      </QueryView>
    </Paper>
  );
}
