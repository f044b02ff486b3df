import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DeliveryAnswer } from '@openprepay/contracts/http/telemetry-fleet';
import { DELIVERY_LAMPS } from '../now/funnel.js';
import { AnchorLink } from '../ui/anchor-link.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { Lamp } from '../ui/lamp.js';
import { useFormat } from '../ui/use-format.js';

export function DeliveryTable({ deliveries }: { readonly deliveries: readonly DeliveryAnswer[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns: readonly Column<DeliveryAnswer>[] = [
    {
      name: 'made',
      head: t('deliveries.made'),
      cell: ({ vendId, createdAt }) => (
        <AnchorLink to="/vends/$vendId" params={{ vendId }}>
          <Instant at={createdAt} />
        </AnchorLink>
      ),
    },
    {
      name: 'meter',
      head: t('deliveries.meter'),
      cell: ({ meterNumber }) => (
        <AnchorLink to="/meters/$meterNumber" params={{ meterNumber }}>
          {meterNumber}
        </AnchorLink>
      ),
    },
    { name: 'state', head: t('deliveries.state'), cell: (delivery) => <State delivery={delivery} /> },
    { name: 'attempts', head: t('deliveries.attempts'), numeric: true, cell: ({ attempts }) => format.count(attempts) },
    { name: 'sent', head: t('deliveries.sent'), cell: ({ sentAt }) => (sentAt === undefined ? '–' : <Instant at={sentAt} />) },
    {
      name: 'settled',
      head: t('deliveries.settled'),
      cell: ({ settledAt }) => (settledAt === undefined ? '–' : <Instant at={settledAt} />),
    },
    { name: 'expires', head: t('deliveries.expires'), cell: ({ expiresAt }) => <Instant at={expiresAt} /> },
  ];
  return <DataTable caption={t('screen.deliveries')} columns={columns} rows={deliveries} rowKey={({ deliveryId }) => deliveryId} />;
}

/** With why the meter does not have it, where it does not. */
function State({ delivery: { state, code } }: { readonly delivery: DeliveryAnswer }) {
  const { t } = useTranslation();
  return (
    <>
      <Lamp state={DELIVERY_LAMPS[state]}>{t(`now.delivery.${state}`)}</Lamp>
      {code !== undefined && (
        <Text size="xs" ff="monospace">
          {code}
        </Text>
      )}
    </>
  );
}
