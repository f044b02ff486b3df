import { Button, Group, Stack, Text } from '@mantine/core';
import { type UseMutationResult } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { failureOf } from '../api/failure.js';
import { FailureAlert } from './failure-alert.js';
import { ReasonForm } from './reason-form.js';

interface SecondPersonProps {
  /** Asked for by whoever looks: they may take it back, and nothing else. */
  readonly own: boolean;
  /** Whether whoever looks may be the second person; unless said, everybody but whoever asked. */
  readonly mayApprove?: boolean;
  /** What stands above for whoever asked. */
  readonly waits: string;
  /** How one's own is taken back. */
  readonly takeBack: string;
  readonly approve: Pick<UseMutationResult<unknown, Error, void>, 'mutate' | 'isPending' | 'error'>;
  readonly refuse: Pick<UseMutationResult<unknown, Error, string>, 'mutate' | 'isPending' | 'error'>;
}

/** What one person asked for, another approves or refuses with a reason. */
export function SecondPerson({ own, mayApprove = !own, waits, takeBack, approve, refuse }: SecondPersonProps) {
  const { t } = useTranslation();
  const [refusing, setRefusing] = useState(false);
  const no = own ? takeBack : t('act.refuse');
  if (refusing) {
    return (
      <ReasonForm
        submit={no}
        pending={refuse.isPending}
        error={refuse.error}
        onSend={(reason) => refuse.mutate(reason)}
        onCancel={() => setRefusing(false)}
      />
    );
  }
  return (
    <Stack gap={4} align="start">
      {own && <Text size="sm">{waits}</Text>}
      <Group gap={4}>
        {mayApprove && !own && (
          <Button size="compact-xs" loading={approve.isPending} onClick={() => approve.mutate()}>
            {t('act.approve')}
          </Button>
        )}
        <Button size="compact-xs" variant="default" onClick={() => setRefusing(true)}>
          {no}
        </Button>
      </Group>
      {approve.error !== null && <FailureAlert failure={failureOf(approve.error)} />}
    </Stack>
  );
}
