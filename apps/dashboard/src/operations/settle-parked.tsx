import { Button, Group, Paper, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ParkedMessageAnswer } from '@openprepay/contracts/http/parked-messages';
import { failureOf } from '../api/failure.js';
import { FailureAlert } from '../ui/failure-alert.js';
import { ReasonForm } from '../ui/reason-form.js';
import type { MessageAt } from './services.js';
import { useDiscard, useReplay } from './use-parked.js';

interface SettleParkedProps {
  readonly at: MessageAt;
  readonly message: ParkedMessageAnswer;
}

/** Tried again, or given up for good with a reason. */
export function SettleParked({ at, message: { state, replaying } }: SettleParkedProps) {
  const { t } = useTranslation();
  const replay = useReplay(at);
  const discard = useDiscard(at);
  const [asking, setAsking] = useState(false);
  return (
    <Paper withBorder p="sm">
      {state === 'held' && <Text size="sm">{t('operations.parked.held-why')}</Text>}
      {replay.isSuccess && (
        <Text size="sm" role="status">
          {t('operations.parked.replay-asked')}
        </Text>
      )}
      {replay.isError && <FailureAlert failure={failureOf(replay.error)} />}
      {asking ? (
        <ReasonForm
          submit={t('operations.parked.discard')}
          pending={discard.isPending}
          error={discard.error}
          onSend={(reason) => discard.mutate(reason)}
          onCancel={() => setAsking(false)}
        />
      ) : (
        <Group gap="xs" mt="xs">
          {state === 'parked' && (
            <Button size="xs" loading={replay.isPending || replaying} onClick={() => replay.mutate()}>
              {t('operations.parked.replay')}
            </Button>
          )}
          <Button size="xs" color="red" variant="light" onClick={() => setAsking(true)}>
            {t('operations.parked.discard')}
          </Button>
        </Group>
      )}
    </Paper>
  );
}
