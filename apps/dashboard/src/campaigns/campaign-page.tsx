import { Group, SimpleGrid, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CampaignProgressAnswer } from '@openprepay/contracts/http/campaigns';
import { AnchorLink } from '../ui/anchor-link.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Facts } from '../ui/facts.js';
import { FigureCard } from '../ui/figure-card.js';
import { Instant } from '../ui/instant.js';
import { Page } from '../ui/page.js';
import { QueryView } from '../ui/query-view.js';
import { Section } from '../ui/section.js';
import { useFormat } from '../ui/use-format.js';
import { BurnDown } from './burn-down.js';
import { CampaignMeters } from './campaign-meters.js';
import { CampaignParts } from './campaign-parts.js';
import { CampaignPlan } from './campaign-plan.js';
import { CampaignSteps } from './campaign-steps.js';
import { CampaignLamp } from './lamps.js';
import { campaignQuery, METER_STATES, useCampaignNews } from './queries.js';

/** One campaign: how many meters are how far, day by day, and each of them. */
export function CampaignPage() {
  const { t } = useTranslation();
  const { campaignId } = useParams({ from: '/inside/campaigns/$campaignId' });
  const campaign = useQuery(campaignQuery(campaignId));
  useCampaignNews();
  const title = campaign.data === undefined ? t('campaigns.title') : t('campaigns.one', { code: campaign.data.code });
  const actions = (
    <Group gap="md">
      {campaign.data !== undefined && <CampaignSteps campaign={campaign.data} />}
      <AnchorLink to="/campaigns">{t('campaigns.all')}</AnchorLink>
    </Group>
  );
  return (
    <Page title={title} actions={actions}>
      <QueryView query={campaign} label={title} lines={8}>
        {(read) => (
          <>
            <Counts campaign={read} />
            <About campaign={read} />
            <CampaignPlan campaign={read} />
            <BurnDown campaign={read} />
            <CampaignParts campaignId={campaignId} />
            <CampaignMeters campaignId={campaignId} state={read.state} />
            <Steps campaign={read} />
          </>
        )}
      </QueryView>
    </Page>
  );
}

interface OfCampaign {
  readonly campaign: CampaignProgressAnswer;
}

function Counts({ campaign: { counts } }: OfCampaign) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
      <FigureCard label={t('campaigns.selected')} testId="campaign-selected" value={format.count(counts.selected)} />
      {METER_STATES.map((state) => (
        <FigureCard
          key={state}
          label={t(`campaigns.meter-states.${state}`)}
          testId={`campaign-${state}`}
          value={format.count(counts[state])}
        />
      ))}
    </SimpleGrid>
  );
}

function About({ campaign }: OfCampaign) {
  const { t } = useTranslation();
  const format = useFormat();
  const { name, state, channels, ratePerMinute, startsAt, endsAt, forecastEnd, createdAt, createdBy } = campaign;
  const at = (instant: string | undefined) => (instant === undefined ? undefined : <Instant key={instant} at={instant} />);
  return (
    <Section title={name}>
      <Facts
        facts={[
          [t('campaigns.state'), <CampaignLamp key="state" state={state} />],
          [t('campaigns.forecast'), at(forecastEnd)],
          [t('campaigns.pace'), channels.map((channel) => t(`campaigns.channels.${channel}`)).join(', ')],
          [t('campaigns.rate'), ratePerMinute === undefined ? t('campaigns.no-rate') : format.count(ratePerMinute)],
          [t('campaigns.starts', { zone: format.timeZone }), at(startsAt)],
          [t('campaigns.ends', { zone: format.timeZone }), at(endsAt)],
          [
            t('campaigns.created'),
            <span key="created">
              <Instant at={createdAt} />, <bdi>{createdBy}</bdi>
            </span>,
          ],
        ]}
      />
    </Section>
  );
}

type Step = CampaignProgressAnswer['steps'][number];

function Steps({ campaign: { steps } }: OfCampaign) {
  const { t } = useTranslation();
  const columns: readonly Column<Step>[] = [
    { name: 'at', head: t('campaigns.step-at'), cell: ({ at }) => <Instant at={at} /> },
    { name: 'step', head: t('campaigns.step'), cell: ({ step }) => t(`campaigns.steps.${step}`) },
    { name: 'by', head: t('campaigns.step-by'), cell: ({ by }) => (by === undefined ? t('campaigns.by-itself') : <bdi>{by}</bdi>) },
    { name: 'reason', head: t('act.reason'), cell: ({ reason }) => <bdi>{reason ?? '–'}</bdi> },
  ];
  return (
    <Section title={t('campaigns.steps-title')}>
      {steps.length === 0 ? (
        <Text c="dimmed">{t('campaigns.no-steps')}</Text>
      ) : (
        <DataTable caption={t('campaigns.steps-title')} columns={columns} rows={steps} rowKey={({ at, step }) => `${at} ${step}`} />
      )}
    </Section>
  );
}
