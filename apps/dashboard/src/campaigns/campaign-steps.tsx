import { Button, Group } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CampaignProgressAnswer } from '@openprepay/contracts/http/campaigns';
import { failureOf } from '../api/failure.js';
import { vending } from '../api/vending.js';
import { useMay } from '../session/use-may.js';
import { ConfirmDialog } from '../ui/confirm-dialog.js';
import { Dialog } from '../ui/dialog.js';
import { FailureAlert } from '../ui/failure-alert.js';
import { ReasonForm } from '../ui/reason-form.js';
import { type CampaignState, campaignsChanged } from './queries.js';

type WithReason = 'pause' | 'cancel';

const STEPS: Readonly<Record<CampaignState, readonly ('start' | 'resume' | WithReason)[]>> = {
  planned: ['start', 'cancel'],
  running: ['pause', 'cancel'],
  paused: ['resume', 'cancel'],
  cancelled: [],
  completed: [],
};

/** What may be done to a campaign as it is; what is felt in the field is asked about once more. */
export function CampaignSteps({ campaign }: { readonly campaign: CampaignProgressAnswer }) {
  const { t } = useTranslation();
  const mayMove = useMay('engineer');
  const [asks, setAsks] = useState<WithReason | 'start'>();
  const close = (): void => setAsks(undefined);
  const { begin, end } = useSteps(campaign.campaignId, close);
  if (!mayMove) return null;
  return (
    <Group gap="xs">
      {STEPS[campaign.state].map((step) => (
        <Button
          key={step}
          size="xs"
          variant={step === 'start' || step === 'resume' ? 'filled' : 'default'}
          loading={begin.isPending && begin.variables === step}
          onClick={() => (step === 'resume' ? begin.mutate(step) : setAsks(step))}
        >
          {t(`campaigns.steps.${step}`)}
        </Button>
      ))}
      {begin.isError && asks === undefined && <FailureAlert failure={failureOf(begin.error)} />}
      {asks === 'start' && (
        <ConfirmDialog
          title={t('campaigns.steps.start')}
          text={t('campaigns.start-asks', { meters: campaign.counts.selected })}
          confirm={t('campaigns.steps.start')}
          pending={begin.isPending}
          error={begin.error}
          onConfirm={() => begin.mutate('start')}
          onClose={close}
        />
      )}
      {(asks === 'pause' || asks === 'cancel') && (
        <Dialog title={t(`campaigns.steps.${asks}`)} onClose={close}>
          <ReasonForm
            submit={t(`campaigns.steps.${asks}`)}
            pending={end.isPending}
            error={end.error}
            onSend={(reason) => end.mutate({ step: asks, reason })}
            onCancel={close}
          />
        </Dialog>
      )}
    </Group>
  );
}

function useSteps(campaignId: string, onSuccess: () => void) {
  const queries = useQueryClient();
  const params = { campaignId };
  const after = { onSuccess, onSettled: () => campaignsChanged(queries) };
  const begin = useMutation({
    mutationFn: (step: 'start' | 'resume') => (step === 'start' ? vending.startCampaign({ params }) : vending.resumeCampaign({ params })),
    ...after,
  });
  const end = useMutation({
    mutationFn: ({ step, reason }: { readonly step: WithReason; readonly reason: string }) =>
      step === 'pause' ? vending.pauseCampaign({ params, body: { reason } }) : vending.cancelCampaign({ params, body: { reason } }),
    ...after,
  });
  return { begin, end };
}
