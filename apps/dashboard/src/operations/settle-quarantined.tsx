import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QuarantinedMessageAnswer } from '@openprepay/contracts/http/telemetry-quarantine';
import { failureOf } from '../api/failure.js';
import { telemetry } from '../api/telemetry.js';
import { useMay } from '../session/use-may.js';
import { FailureAlert } from '../ui/failure-alert.js';
import { ReasonForm } from '../ui/reason-form.js';
import { QUARANTINE_SHOWN } from './queries.js';

/** One message: taken again as it came, or given up with a reason. */
export function SettleQuarantined({ message: { id } }: { readonly message: QuarantinedMessageAnswer }) {
  const { t } = useTranslation();
  const maySettle = useMay('operator', 'engineer');
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const onSettled = (): Promise<unknown> => queries.invalidateQueries({ queryKey: QUARANTINE_SHOWN });
  const replay = useMutation({ mutationFn: async () => (await telemetry.replayQuarantined({ params: { id } })).body, onSettled });
  const discard = useMutation({
    mutationFn: (reason: string) => telemetry.discardQuarantined({ params: { id }, body: { reason } }),
    onSettled,
  });
  if (!maySettle) return '–';
  if (asking) {
    return (
      <ReasonForm
        submit={t('operations.parked.discard')}
        pending={discard.isPending}
        error={discard.error}
        onSend={(reason) => discard.mutate(reason)}
        onCancel={() => setAsking(false)}
      />
    );
  }
  return (
    <Stack gap={4} align="start">
      <Group gap={4} wrap="nowrap">
        <Button size="compact-xs" variant="light" loading={replay.isPending} onClick={() => replay.mutate()}>
          {t('operations.parked.replay')}
        </Button>
        <Button size="compact-xs" variant="light" color="red" onClick={() => setAsking(true)}>
          {t('operations.parked.discard')}
        </Button>
      </Group>
      {replay.data?.state === 'open' && (
        <Text size="xs" role="status">
          {t('operations.quarantine.still-wrong')}
        </Text>
      )}
      {replay.isError && <FailureAlert failure={failureOf(replay.error)} />}
    </Stack>
  );
}
