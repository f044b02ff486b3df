import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ExpiriesAnswer } from '@openprepay/contracts/http/key-management-expiries';
import { useReadAgain } from '../live/live.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { Lamp } from '../ui/lamp.js';
import { QueryView } from '../ui/query-view.js';
import { Section } from '../ui/section.js';
import { useFormat } from '../ui/use-format.js';
import { wallClock } from '../ui/wall-clock.js';
import { expiryBandOf } from './expiry-band.js';
import { expiriesQuery } from './queries.js';

type Expiry = ExpiriesAnswer['items'][number];

const TOLD_BY = ['key-expiring'] as const;
const KEYS = ['keys'] as const;

/** What of the keys in use ends within a quarter of a year or has ended, the soonest first, with the meters that are on it. */
export function Expiries() {
  const { t } = useTranslation();
  const format = useFormat();
  const expiries = useQuery(expiriesQuery);
  useReadAgain(TOLD_BY, KEYS);
  const columns: readonly Column<Expiry>[] = [
    { name: 'band', head: t('keys.expiry.how-near'), cell: ({ at }) => <Band at={at} /> },
    {
      name: 'key',
      head: t('keys.key'),
      cell: ({ supplyGroupCode, keyRevision }) => t('keys.which', { group: supplyGroupCode, revision: keyRevision }),
    },
    { name: 'what', head: t('keys.expiry.what'), cell: ({ what }) => t(`keys.expiry.whats.${what}`) },
    { name: 'at', head: t('keys.expires'), cell: ({ at }) => <Instant at={at} /> },
    { name: 'meters', head: t('keys.expiry.meters'), numeric: true, cell: ({ meters }) => format.count(meters) },
  ];
  return (
    <Section title={t('keys.expiry.title')}>
      <QueryView
        query={expiries}
        label={t('keys.expiry.title')}
        lines={2}
        isEmpty={(items) => items.length === 0}
        empty={<Text c="dimmed">{t('keys.expiry.none')}</Text>}
      >
        {(items) => (
          <DataTable
            caption={t('keys.expiry.title')}
            columns={columns}
            rows={items}
            rowKey={({ vendingKeyId, what }) => `${vendingKeyId} ${what}`}
          />
        )}
      </QueryView>
    </Section>
  );
}

function Band({ at }: { readonly at: string }) {
  const { t } = useTranslation();
  const { band, lamp, daysLeft } = expiryBandOf(at, wallClock());
  return <Lamp state={lamp}>{band === 'ended' ? t('keys.expiry.ended') : t('keys.expiry.left', { days: daysLeft })}</Lamp>;
}
