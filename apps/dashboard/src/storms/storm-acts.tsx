import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlarmStormAnswer, SettledStormAnswer } from '@openprepay/contracts/http/telemetry-alarms';
import { failureOf } from '../api/failure.js';
import { telemetry } from '../api/telemetry.js';
import { useMay } from '../session/use-may.js';
import { Dialog } from '../ui/dialog.js';
import { FailureAlert } from '../ui/failure-alert.js';
import { ReasonForm } from '../ui/reason-form.js';
import { useFormat } from '../ui/use-format.js';
import { stormsChanged } from './queries.js';
import { settleAll } from './settle-all.js';

/** What can be done about all alarms of a storm in one act: somebody has looked, or there is nothing left to look at. */
export function StormActs({ storm }: { readonly storm: AlarmStormAnswer }) {
  const { t } = useTranslation();
  const may = useMay('operator', 'engineer');
  const [asks, setAsks] = useState(false);
  const close = (): void => setAsks(false);
  const { acknowledge, clear } = useActs(storm.stormId, close);
  const { networkNode, away, unacknowledged } = storm;
  if (!may) return null;
  return (
    <Stack gap={4} align="start">
      {away > 0 && (
        <Group gap={4}>
          {unacknowledged > 0 && (
            <Button
              size="compact-sm"
              variant="light"
              aria-label={t('storms.acknowledge-all-of', { networkNode })}
              loading={acknowledge.isPending}
              onClick={() => acknowledge.mutate()}
            >
              {t('storms.acknowledge-all')}
            </Button>
          )}
          <Button size="compact-sm" variant="default" aria-label={t('storms.clear-all-of', { networkNode })} onClick={() => setAsks(true)}>
            {t('storms.clear-all')}
          </Button>
        </Group>
      )}
      <Outcome settled={clear.data ?? acknowledge.data} />
      {acknowledge.isError && <FailureAlert failure={failureOf(acknowledge.error)} />}
      {asks && <ClearAll storm={storm} clear={clear} onClose={close} />}
    </Stack>
  );
}

function useActs(stormId: string, onCleared: () => void) {
  const queries = useQueryClient();
  // Refused too: the storm may have ended meanwhile.
  const onSettled = (): Promise<unknown> => stormsChanged(queries);
  const params = { stormId };
  const acknowledge = useMutation({
    mutationFn: () => settleAll(async () => (await telemetry.acknowledgeAlarmStorm({ params })).body),
    onSettled,
  });
  const clear = useMutation({
    mutationFn: (reason: string) => settleAll(async () => (await telemetry.clearAlarmStorm({ params, body: { reason } })).body),
    onSuccess: onCleared,
    onSettled,
  });
  return { acknowledge, clear };
}

interface ClearAllProps {
  readonly storm: AlarmStormAnswer;
  readonly clear: ReturnType<typeof useActs>['clear'];
  readonly onClose: () => void;
}

function ClearAll({ storm: { networkNode, away }, clear, onClose }: ClearAllProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Dialog title={t('storms.clear-all-of', { networkNode })} onClose={onClose}>
      <Text size="sm" mb="xs">
        {t('storms.clear-all-what', { away: format.count(away) })}
      </Text>
      <ReasonForm
        submit={t('storms.clear-all')}
        pending={clear.isPending}
        error={clear.error}
        onSend={(reason) => clear.mutate(reason)}
        onCancel={onClose}
      />
    </Dialog>
  );
}

function Outcome({ settled }: { readonly settled: SettledStormAnswer | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Text size="xs" role="status">
      {settled !== undefined && t(settled.left ? 'storms.settled-left' : 'storms.settled', { alarms: format.count(settled.alarms) })}
    </Text>
  );
}
