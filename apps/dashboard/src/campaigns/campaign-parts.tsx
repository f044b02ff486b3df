import { Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CampaignPartAnswer } from '@openprepay/contracts/http/campaigns';
import { type Column, DataTable } from '../ui/data-table.js';
import { ListView } from '../ui/list-view.js';
import { Section } from '../ui/section.js';
import { useFormat } from '../ui/use-format.js';
import { campaignPartsQuery, METER_STATES } from './queries.js';

/** How far a campaign has come on each part of the network: where there is somebody to send to. */
export function CampaignParts({ campaignId }: { readonly campaignId: string }) {
  const { t } = useTranslation();
  const parts = useInfiniteQuery(campaignPartsQuery(campaignId));
  const columns = useColumns();
  return (
    <Section title={t('campaigns.parts')}>
      <ListView query={parts} label={t('campaigns.parts')} empty={<Text c="dimmed">{t('campaigns.no-parts')}</Text>}>
        {(rows) => <DataTable caption={t('campaigns.parts')} columns={columns} rows={rows} rowKey={({ networkNode }) => networkNode} />}
      </ListView>
    </Section>
  );
}

function useColumns(): readonly Column<CampaignPartAnswer>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return [
    { name: 'node', head: t('campaigns.on-node'), cell: ({ networkNode }) => <bdi>{networkNode}</bdi> },
    ...(['selected', ...METER_STATES] as const).map((state) => ({
      name: state,
      head: state === 'selected' ? t('campaigns.selected') : t(`campaigns.meter-states.${state}`),
      cell: ({ counts }: CampaignPartAnswer) => format.count(counts[state]),
      numeric: true,
    })),
  ];
}
