import { Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CommissionAnswer } from '@openprepay/contracts/http/vending-commissions';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { Lamp } from '../ui/lamp.js';
import { ListView } from '../ui/list-view.js';
import { Section } from '../ui/section.js';
import { useFormat } from '../ui/use-format.js';
import { CommissionRules } from './commission-rules.js';
import { commissionNow, commissionVersions } from './queries.js';
import { SetCommission } from './set-commission.js';

/** What a vendor’s sales earn it, now and whenever else it was said. */
export function VendorCommission({ vendorId }: { readonly vendorId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useQuery(commissionNow(vendorId));
  const versions = useInfiniteQuery(commissionVersions(vendorId));
  const columns: readonly Column<CommissionAnswer>[] = [
    { name: 'version', head: t('commissions.version'), numeric: true, cell: ({ version }) => format.count(version) },
    {
      name: 'from',
      head: t('commissions.from'),
      cell: ({ effectiveFrom, version, endedBy }) => (
        <>
          {effectiveFrom !== undefined && <Instant at={effectiveFrom} />}{' '}
          {version === now.data?.version && <Lamp state="good">{t('commissions.now')}</Lamp>}
          {endedBy && (
            <Lamp state="warning">{t('commissions.ended-by', { by: endedBy.changedBy, version: format.count(endedBy.version) })}</Lamp>
          )}
        </>
      ),
    },
    { name: 'what', head: t('commissions.what'), cell: (said) => <CommissionRules {...said} /> },
    { name: 'by', head: t('commissions.by'), cell: (said) => <By said={said} /> },
  ];
  return (
    <Section title={t('commissions.title')} actions={now.data !== undefined && <SetCommission now={now.data} />}>
      <ListView query={versions} label={t('commissions.title')} empty={<Text c="dimmed">{t('commissions.none')}</Text>}>
        {(rows) => <DataTable caption={t('commissions.title')} columns={columns} rows={rows} rowKey={({ version }) => String(version)} />}
      </ListView>
    </Section>
  );
}

function By({ said: { changedBy, changedAt } }: { readonly said: CommissionAnswer }) {
  return (
    <>
      <bdi>{changedBy}</bdi>
      {changedAt !== undefined && (
        <Text size="xs" c="dimmed" component="div">
          <Instant at={changedAt} />
        </Text>
      )}
    </>
  );
}
