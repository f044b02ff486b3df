import { Group, NativeSelect, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CampaignAnswer } from '@openprepay/contracts/http/campaigns';
import { AnchorLink } from '../ui/anchor-link.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { ListView } from '../ui/list-view.js';
import { Page } from '../ui/page.js';
import { useFormat } from '../ui/use-format.js';
import { CreateCampaign } from './create-campaign.js';
import { CampaignLamp } from './lamps.js';
import { campaignsQuery, STATES, useCampaignNews } from './queries.js';

/** Another key for many meters: planned, under way and done. */
export function CampaignsPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/inside/campaigns' });
  const navigate = useNavigate({ from: '/campaigns' });
  const state = STATES.find((known) => known === search.state);
  const campaigns = useInfiniteQuery(campaignsQuery(state));
  useCampaignNews();
  const columns = useColumns();
  return (
    <Page title={t('screen.campaigns')} actions={<CreateCampaign />}>
      <Group>
        <NativeSelect
          label={t('campaigns.state')}
          value={state ?? ''}
          data={[
            { value: '', label: t('campaigns.any-state') },
            ...STATES.map((value) => ({ value, label: t(`campaigns.states.${value}`) })),
          ]}
          onChange={({ currentTarget: { value } }) => void navigate({ search: value === '' ? {} : { state: value }, replace: true })}
        />
      </Group>
      <ListView query={campaigns} label={t('screen.campaigns')} empty={<Text c="dimmed">{t('campaigns.none')}</Text>}>
        {(rows) => <DataTable caption={t('screen.campaigns')} columns={columns} rows={rows} rowKey={({ campaignId }) => campaignId} />}
      </ListView>
    </Page>
  );
}

function useColumns(): readonly Column<CampaignAnswer>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return [
    {
      name: 'code',
      head: t('campaigns.code'),
      cell: ({ campaignId, code }) => (
        <AnchorLink to="/campaigns/$campaignId" params={{ campaignId }}>
          {code}
        </AnchorLink>
      ),
    },
    { name: 'name', head: t('campaigns.name'), cell: ({ name }) => <bdi>{name}</bdi> },
    { name: 'state', head: t('campaigns.state'), cell: ({ state }) => <CampaignLamp state={state} /> },
    { name: 'selected', head: t('campaigns.selected'), numeric: true, cell: ({ counts }) => format.count(counts.selected) },
    { name: 'confirmed', head: t('campaigns.meter-states.confirmed'), numeric: true, cell: ({ counts }) => format.count(counts.confirmed) },
    { name: 'refused', head: t('campaigns.meter-states.refused'), numeric: true, cell: ({ counts }) => format.count(counts.refused) },
    { name: 'created', head: t('campaigns.created'), cell: ({ createdAt }) => <Instant at={createdAt} /> },
  ];
}
