import { Button, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyChangeAnswer } from '@openprepay/contracts/http/vending-key-changes';
import { vending } from '../api/vending.js';
import { useMay } from '../session/use-may.js';
import { Instant } from '../ui/instant.js';
import { ReasonForm } from '../ui/reason-form.js';

type Ending = 'confirm' | 'cancel';

interface OfChange {
  readonly change: KeyChangeAnswer;
}

/** How it ended; while the meter has not said, an engineer says that it has its new key, or will not take it. */
export function EndKeyChange({ change }: OfChange) {
  const { t } = useTranslation();
  const mayEnd = useMay('engineer');
  const { state, endedAt, endedBy, evidence, cancelReason } = change;
  if (state === 'issued') return mayEnd ? <Endings change={change} /> : '–';
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
    onSettled: () => Promise.all(['key-changes', 'meter'].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
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
