import { Button, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyChangeAnswer } from '@openprepay/contracts/http/vending-key-changes';
import { vending } from '../api/vending.js';
import { useMay } from '../session/use-may.js';
import { CancelWaiting } from '../ui/cancel-waiting.js';
import { Instant } from '../ui/instant.js';
import { ReasonForm } from '../ui/reason-form.js';

/** What is read again once one has ended. */
const ENDED = [['key-changes'], ['meter']] as const;

type Ending = 'confirm' | 'cancel';

interface OfChange {
  readonly change: KeyChangeAnswer;
}

/** How it ended. While the vault makes the set it can be cancelled; while the meter has not said, an engineer says that it has its new key, or will not take it. */
export function EndKeyChange({ change }: OfChange) {
  const { t } = useTranslation();
  const mayEnd = useMay('engineer');
  const { keyChangeId, state, cancellation, endedAt, endedBy, evidence, cancelReason } = change;
  if (state === 'issued') return mayEnd ? <Endings change={change} /> : '–';
  if (state === 'awaiting-tokens' || cancellation !== undefined) {
    return (
      <CancelWaiting
        cancellation={cancellation}
        mayCancel={mayEnd}
        cancel={(reason) => vending.cancelKeyChange({ params: { keyChangeId }, body: { reason } })}
        reads={ENDED}
      />
    );
  }
  if (endedAt === undefined) return '–';
  return (
    <>
      {endedBy === undefined ? t('key-changes.by-meter') : <bdi>{endedBy.username}</bdi>} <Instant at={endedAt} />
      <Text size="sm" component="div">
        <bdi>{evidence ?? cancelReason}</bdi>
      </Text>
    </>
  );
}

function Endings({ change: { keyChangeId } }: OfChange) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [ending, setEnding] = useState<Ending>();
  const params = { keyChangeId };
  const end = useMutation({
    mutationFn: (reason: string): Promise<unknown> =>
      ending === 'confirm'
        ? vending.confirmKeyChange({ params, body: { evidence: reason } })
        : vending.cancelKeyChange({ params, body: { reason } }),
    onSettled: () => Promise.all(ENDED.map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
  if (ending !== undefined) {
    return (
      <ReasonForm
        submit={t(`key-changes.${ending}`)}
        pending={end.isPending}
        error={end.error}
        onSend={(reason) => end.mutate(reason)}
        onCancel={() => setEnding(undefined)}
      />
    );
  }
  return (
    <Group gap={4}>
      <Button size="compact-xs" onClick={() => setEnding('confirm')}>
        {t('key-changes.confirm')}
      </Button>
      <Button size="compact-xs" variant="default" onClick={() => setEnding('cancel')}>
        {t('key-changes.cancel')}
      </Button>
    </Group>
  );
}
