import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { AnchorLink } from '../ui/anchor-link.js';
import { DataTable } from '../ui/data-table.js';
import { ListView } from '../ui/list-view.js';
import { Section } from '../ui/section.js';
import { metersOf } from './queries.js';

export function AccountMeters({ accountNumber }: { readonly accountNumber: string }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(metersOf(accountNumber));
  return (
    <Section title={t('screen.meters')}>
      <ListView query={query} label={t('screen.meters')} empty={t('accounts.no-meters')}>
        {(meters) => (
          <DataTable
            caption={t('screen.meters')}
            columns={[
              {
                name: 'number',
                head: t('accounts.meter-number'),
                cell: ({ meterNumber }) => (
                  <AnchorLink to="/meters/$meterNumber" params={{ meterNumber }}>
                    {meterNumber}
                  </AnchorLink>
                ),
              },
              { name: 'group', head: t('accounts.supply-group'), cell: ({ supplyGroupCode }) => supplyGroupCode },
            ]}
            rows={meters}
            rowKey={({ meterNumber }) => meterNumber}
          />
        )}
      </ListView>
    </Section>
  );
}
