import { Button, Group, NativeSelect, Text } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CampaignMeterAnswer } from '@openprepay/contracts/http/campaigns';
import { failureOf } from '../api/failure.js';
import { vending } from '../api/vending.js';
import { useMay } from '../session/use-may.js';
import { AnchorLink } from '../ui/anchor-link.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { FailureAlert } from '../ui/failure-alert.js';
import { FormAction } from '../ui/form-action.js';
import { formText } from '../ui/form-text.js';
import { Instant } from '../ui/instant.js';
import { keepAsFile } from '../imports/keep-as-file.js';
import { ListView } from '../ui/list-view.js';
import { Section } from '../ui/section.js';
import { ReasonField } from '../ui/reason-field.js';
import { AddMeters, TryAgain } from './add-meters.js';
import { CampaignMeterLamp } from './lamps.js';
import { campaignMetersQuery, campaignsChanged, type CampaignState, METER_STATES } from './queries.js';

/** A campaign of so many meters as a utility has is some tens of megabytes. */
const EVIDENCE_MS = 600_000;

interface CampaignMetersProps {
  readonly campaignId: string;
  readonly state: CampaignState;
}

/** Each meter of a campaign, and how far it has come. */
export function CampaignMeters({ campaignId, state: ofCampaign }: CampaignMetersProps) {
  const { t } = useTranslation();
  const search = useSearch({ from: '/inside/campaigns/$campaignId' });
  const navigate = useNavigate({ from: '/campaigns/$campaignId' });
  const state = METER_STATES.find((known) => known === search.state);
  const meters = useInfiniteQuery(campaignMetersQuery(campaignId, state));
  const mayAdd = useMay('engineer') && (ofCampaign === 'running' || ofCampaign === 'paused');
  const columns = useColumns(campaignId, mayAdd);
  const actions = (
    <Group gap="xs">
      {mayAdd && <AddMeters campaignId={campaignId} />}
      <Evidence campaignId={campaignId} />
    </Group>
  );
  return (
    <Section title={t('now.meters')} actions={actions}>
      <Group>
        <NativeSelect
          label={t('campaigns.how-far')}
          value={state ?? ''}
          data={[
            { value: '', label: t('campaigns.any-state') },
            ...METER_STATES.map((value) => ({ value, label: t(`campaigns.meter-states.${value}`) })),
          ]}
          onChange={({ currentTarget: { value } }) =>
            void navigate({ search: value === '' ? {} : { state: value }, replace: true, resetScroll: false })
          }
        />
      </Group>
      <ListView query={meters} label={t('now.meters')} empty={<Text c="dimmed">{t('campaigns.no-meters')}</Text>}>
        {(rows) => <DataTable caption={t('now.meters')} columns={columns} rows={rows} rowKey={({ meterNumber }) => meterNumber} />}
      </ListView>
    </Section>
  );
}

function Evidence({ campaignId }: { readonly campaignId: string }) {
  const { t } = useTranslation();
  const download = useMutation({
    mutationFn: async () =>
      keepAsFile(
        (await vending.exportCampaignEvidence({ params: { campaignId }, timeoutMs: EVIDENCE_MS })).body,
        `campaign-${campaignId}-evidence.csv`,
      ),
  });
  return (
    <>
      <Button size="xs" variant="default" loading={download.isPending} onClick={() => download.mutate()}>
        {t('campaigns.evidence')}
      </Button>
      {download.isError && <FailureAlert failure={failureOf(download.error)} />}
    </>
  );
}

function useColumns(campaignId: string, mayAdd: boolean): readonly Column<CampaignMeterAnswer>[] {
  const { t } = useTranslation();
  const mayLeaveOut = useMay('engineer');
  return [
    {
      name: 'meter',
      head: t('meters.number'),
      cell: ({ meterNumber }) => (
        <AnchorLink to="/meters/$meterNumber" params={{ meterNumber }}>
          {meterNumber}
        </AnchorLink>
      ),
    },
    { name: 'node', head: t('campaigns.on-node'), cell: ({ networkNode }) => <bdi>{networkNode ?? '–'}</bdi> },
    { name: 'state', head: t('campaigns.how-far'), cell: ({ state }) => <CampaignMeterLamp state={state} /> },
    { name: 'issued', head: t('campaigns.issued'), cell: ({ issuedAt }) => (issuedAt === undefined ? '–' : <Instant at={issuedAt} />) },
    { name: 'why', head: t('campaigns.why'), cell: (meter) => <Why meter={meter} /> },
    { name: 'changed', head: t('campaigns.changed'), cell: ({ changedAt }) => <Instant at={changedAt} /> },
    {
      name: 'actions',
      head: t('campaigns.actions'),
      cell: ({ meterNumber, state }) => {
        const leaves = mayLeaveOut && state !== 'confirmed' && state !== 'exempt';
        const tries = mayAdd && (state === 'refused' || state === 'exempt');
        if (!leaves && !tries) return '–';
        return (
          <Group gap={4}>
            {tries && <TryAgain campaignId={campaignId} meterNumber={meterNumber} />}
            {leaves && <LeaveOut campaignId={campaignId} meterNumber={meterNumber} />}
          </Group>
        );
      },
    },
  ];
}

/** What shows that a meter has its key, or why it has not. */
function Why({ meter: { evidence, refusal, exempt } }: { readonly meter: CampaignMeterAnswer }) {
  if (refusal !== undefined) {
    return (
      <>
        <bdi>{refusal.reason}</bdi>
        <Text size="xs" ff="monospace">
          {refusal.code}
        </Text>
      </>
    );
  }
  return <bdi>{exempt?.reason ?? evidence ?? '–'}</bdi>;
}

interface LeaveOutProps {
  readonly campaignId: string;
  readonly meterNumber: string;
}

function LeaveOut({ campaignId, meterNumber }: LeaveOutProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return (
    <FormAction
      label={t('campaigns.leave-out')}
      variant="default"
      size="xs"
      send={(form) =>
        vending.changeCampaignMeter({ params: { campaignId, meterNumber }, body: { exempt: { reason: formText(form, 'reason') } } })
      }
      onDone={() => campaignsChanged(queries)}
    >
      {(wrong) => (
        <>
          <Text size="sm">{t('campaigns.leave-out-why', { meterNumber })}</Text>
          <ReasonField wrong={wrong['exempt.reason']} autoFocus />
        </>
      )}
    </FormAction>
  );
}
