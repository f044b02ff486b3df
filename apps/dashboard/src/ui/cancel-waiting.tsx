import { Button, Text } from '@mantine/core';
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Instant } from './instant.js';
import { ReasonForm } from './reason-form.js';

interface CancelWaitingProps {
  /** How it was cancelled already; absent where nobody has. */
  readonly cancellation:
    { readonly cancelledBy: { readonly username: string }; readonly cancelledAt: string; readonly reason: string } | undefined;
  readonly mayCancel: boolean;
  readonly cancel: (reason: string) => Promise<unknown>;
  /** What is read again once an answer is there. */
  readonly reads: readonly QueryKey[];
}

/** What the vault has been asked for and has not answered: it may be told that nobody wants it any more, and why. */
export function CancelWaiting({ cancellation, mayCancel, cancel, reads }: CancelWaitingProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [asks, setAsks] = useState(false);
  const cancelling = useMutation({
    mutationFn: cancel,
    onSuccess: () => setAsks(false),
    onSettled: () => Promise.all(reads.map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
  if (cancellation !== undefined) {
    const { cancelledBy, cancelledAt, reason } = cancellation;
    return (
      <>
        {t('tokens.no-longer-wanted')} <bdi>{cancelledBy.username}</bdi> <Instant at={cancelledAt} />
        <Text size="sm" component="div">
          <bdi>{reason}</bdi>
        </Text>
      </>
    );
  }
  if (!mayCancel) return '–';
  if (!asks) {
    return (
      <Button size="compact-xs" variant="default" onClick={() => setAsks(true)}>
        {t('tokens.want-no-longer')}
      </Button>
    );
  }
  return (
    <ReasonForm
      submit={t('tokens.want-no-longer')}
      pending={cancelling.isPending}
      error={cancelling.error}
      onSend={(reason) => cancelling.mutate(reason)}
      onCancel={() => setAsks(false)}
    />
  );
}
