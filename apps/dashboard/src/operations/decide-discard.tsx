import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ParkedMessageAnswer } from '@openprepay/contracts/http/parked-messages';
import { failureOf } from '../api/failure.js';
import { useMe } from '../session/use-session.js';
import { FailureAlert } from '../ui/failure-alert.js';
import { Instant } from '../ui/instant.js';
import { Notice } from '../ui/notice.js';
import { ReasonForm } from '../ui/reason-form.js';
import type { MessageAt } from './services.js';
import { useApprove, useRefuse } from './use-parked.js';

interface DecideDiscardProps {
  readonly at: MessageAt;
  readonly message: ParkedMessageAnswer;
}

/** What one person asked to discard waits for another; whoever asked may only take it back. */
export function DecideDiscard({ at, message }: DecideDiscardProps) {
  const { t } = useTranslation();
  const me = useMe();
  const approve = useApprove(at);
  const [refusing, setRefusing] = useState(false);
  const own = message.discardRequestedBy === me.username || message.discardRequestedBy === me.userId;
  const mayApprove = !own && !me.roles.includes('admin');
  return (
    <Notice title={t('operations.parked.states.awaiting-approval')}>
      <Stack gap="xs">
        <Asked message={message} />
        <Text size="sm">{t(own ? 'operations.parked.second-person-own' : 'operations.parked.second-person')}</Text>
        {approve.isError && <FailureAlert failure={failureOf(approve.error)} />}
        {refusing ? (
          <Refuse at={at} onCancel={() => setRefusing(false)} />
        ) : (
          <Group gap="xs">
            {mayApprove && (
              <Button size="xs" color="red.9" loading={approve.isPending} onClick={() => approve.mutate()}>
                {t('act.approve')}
              </Button>
            )}
            <Button size="xs" variant="default" onClick={() => setRefusing(true)}>
              {own ? t('operations.parked.take-back') : t('act.refuse')}
            </Button>
          </Group>
        )}
      </Stack>
    </Notice>
  );
}

function Asked({ message: { discardRequestedBy, discardRequestedAt, discardReason } }: { readonly message: ParkedMessageAnswer }) {
  const { t } = useTranslation();
  return (
    <Text size="sm">
      {t('operations.parked.asked', { by: discardRequestedBy ?? '', reason: discardReason ?? '' })}{' '}
      {discardRequestedAt !== undefined && <Instant at={discardRequestedAt} />}
    </Text>
  );
}

function Refuse({ at, onCancel }: { readonly at: MessageAt; readonly onCancel: () => void }) {
  const { t } = useTranslation();
  const refuse = useRefuse(at);
  return (
    <ReasonForm
      submit={t('act.refuse')}
      pending={refuse.isPending}
      error={refuse.error}
      onSend={(reason) => refuse.mutate(reason)}
      onCancel={onCancel}
    />
  );
}
