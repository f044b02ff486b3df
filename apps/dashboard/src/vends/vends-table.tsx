import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import { useMe } from '../session/use-session.js';
import { AnchorLink } from '../ui/anchor-link.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { useFormat } from '../ui/use-format.js';
import { listOfVendors } from '../vendors/queries.js';
import { maySeeVendors } from './vend-filters.js';
import { MeterLamp, SaleLamp } from './vend-lamps.js';

interface VendsTableProps {
  readonly vends: readonly VendAnswer[];
}

export function VendsTable({ vends }: VendsTableProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const sellerOf = useSeller();
  const columns: readonly Column<VendAnswer>[] = [
    {
      name: 'accepted',
      head: t('vends.accepted'),
      oneLine: true,
      cell: ({ vendId, acceptedAt }) => (
        <AnchorLink to="/vends/$vendId" params={{ vendId }}>
          <Instant at={acceptedAt} />
        </AnchorLink>
      ),
    },
    { name: 'meter', head: t('vends.meter'), oneLine: true, cell: ({ meterNumber }) => meterNumber },
    { name: 'sold-by', head: t('vends.sold-by'), cell: (vend) => <div style={{ minWidth: '8rem' }}>{sellerOf(vend)}</div> },
    { name: 'paid', head: t('vends.paid'), numeric: true, cell: ({ tender }) => format.money(tender.amount, tender.currency) },
    { name: 'units', head: t('vends.units'), numeric: true, cell: ({ units }) => format.quantity(units) },
    { name: 'sale', head: t('vends.sale'), cell: (vend) => <SaleLamp vend={vend} /> },
    { name: 'meter-said', head: t('vends.at-the-meter'), cell: (vend) => <MeterLamp vend={vend} /> },
  ];
  return <DataTable caption={t('screen.vends')} columns={columns} rows={vends} rowKey={({ vendId }) => vendId} />;
}

/** The vendor by name where it may be known, else who took the money. */
function useSeller(): (vend: VendAnswer) => string {
  const { t } = useTranslation();
  const { roles } = useMe();
  const { data } = useInfiniteQuery({ ...listOfVendors, enabled: maySeeVendors(roles) });
  const names = useMemo(() => new Map(data?.pages.flatMap(({ items }) => items).map(({ vendorId, name }) => [vendorId, name])), [data]);
  return ({ vendorId, soldBy }) => (vendorId === undefined ? t('vends.staff', { soldBy }) : (names.get(vendorId) ?? soldBy));
}
