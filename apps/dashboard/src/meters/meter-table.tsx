import { useTranslation } from 'react-i18next';
import type { MeterAnswer } from '@openprepay/contracts/http/vending-meters';
import { useMayOpen } from '../session/use-may.js';
import { AnchorLink } from '../ui/anchor-link.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { AccountLink } from './account-link.js';

export function MeterTable({ meters }: { readonly meters: readonly MeterAnswer[] }) {
  const { t } = useTranslation();
  return <DataTable caption={t('screen.meters')} columns={useColumns()} rows={meters} rowKey={({ meterId }) => meterId} />;
}

function useColumns(): readonly Column<MeterAnswer>[] {
  const { t } = useTranslation();
  const mayOpen = useMayOpen();
  const columns: readonly Column<MeterAnswer>[] = [
    {
      name: 'number',
      head: t('meters.number'),
      cell: ({ meterNumber }) => (
        <AnchorLink to="/meters/$meterNumber" params={{ meterNumber }}>
          {meterNumber}
        </AnchorLink>
      ),
    },
    { name: 'commodity', head: t('meters.commodity'), cell: ({ commodity }) => t(`meters.commodities.${commodity}`) },
    {
      name: 'account',
      head: t('meters.account'),
      cell: ({ accountNumber }) => <AccountLink accountNumber={accountNumber} />,
    },
    { name: 'supply-group', head: t('meters.supply-group'), cell: ({ supplyGroupCode }) => supplyGroupCode },
    { name: 'key', head: t('meters.key'), cell: ({ keyType, keyRevision }) => t('meters.type-and-revision', { keyType, keyRevision }) },
    { name: 'tariff-index', head: t('meters.tariff-index'), cell: ({ tariffIndex }) => tariffIndex },
    { name: 'registered', head: t('meters.registered'), cell: ({ createdAt }) => <Instant at={createdAt} /> },
  ];
  return mayOpen('sell')
    ? [...columns, { name: 'sell', head: t('meters.sell'), cell: ({ meterNumber }) => <SellLink meterNumber={meterNumber} /> }]
    : columns;
}

function SellLink({ meterNumber }: { readonly meterNumber: string }) {
  const { t } = useTranslation();
  return (
    <AnchorLink to="/sell" search={{ meterNumber }} aria-label={t('meters.sell-to', { meterNumber })}>
      {t('meters.sell')}
    </AnchorLink>
  );
}
