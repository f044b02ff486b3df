import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ParkedMessageSummaryAnswer } from '@openprepay/contracts/http/parked-messages';
import { failureOf } from '../api/failure.js';
import { FailureAlert } from '../ui/failure-alert.js';
import { addressOf, type MessageAt } from './services.js';
import { useFilter } from './use-filter.js';
import { useReplay } from './use-parked.js';

interface ParkedActionsProps {
  readonly at: MessageAt;
  readonly message: ParkedMessageSummaryAnswer;
}

/** What can be done from the list; why something is discarded is asked where its value is seen. */
export function ParkedActions({ at, message }: ParkedActionsProps) {
  const { t } = useTranslation();
  const { change } = useFilter();
  const replay = useReplay(at);
  const open = (): void => change({ message: addressOf(at) });
  const { state, replaying } = message;
  return (
    <Group gap={4} wrap="nowrap">
      <Button size="compact-xs" variant="default" onClick={open}>
        {state === 'awaiting-approval' ? t('operations.parked.decide') : t('operations.parked.details')}
      </Button>
      {state === 'parked' && (
        <Button size="compact-xs" variant="light" loading={replay.isPending || replaying} onClick={() => replay.mutate()}>
          {t('operations.parked.replay')}
        </Button>
      )}
      {(state === 'parked' || state === 'held') && (
        <Button size="compact-xs" variant="light" color="red" onClick={open}>
          {t('operations.parked.discard')}
        </Button>
      )}
      {replay.isError && <FailureAlert failure={failureOf(replay.error)} />}
    </Group>
  );
}
