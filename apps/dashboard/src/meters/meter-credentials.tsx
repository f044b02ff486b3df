import { Alert, Button, Paper, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CredentialsAnswer } from '@openprepay/contracts/http/telemetry-credentials';
import { telemetry } from '../api/telemetry.js';
import { failureOf } from '../api/failure.js';
import { Facts } from '../ui/facts.js';
import { ConfirmDialog } from '../ui/confirm-dialog.js';
import { FailureAlert } from '../ui/failure-alert.js';

/** New MQTT credentials, shown until they are put away and never again. */
export function MeterCredentials({ meterNumber }: { readonly meterNumber: string }) {
  const { t } = useTranslation();
  const [asks, setAsks] = useState(false);
  const issue = useMutation({
    mutationFn: async () => (await telemetry.issueCredentials({ params: { meterNumber } })).body,
    // Kept no longer than they are shown.
    gcTime: 0,
  });
  return (
    <Paper withBorder p="sm">
      <Stack gap="sm" align="start">
        <Title order={2}>{t('meters.credentials.title')}</Title>
        <Text size="sm">{t('meters.credentials.text')}</Text>
        <Button size="xs" variant="light" color="red" loading={issue.isPending} onClick={() => setAsks(true)}>
          {t('meters.credentials.issue')}
        </Button>
        {issue.error !== null && <FailureAlert failure={failureOf(issue.error)} />}
        {issue.data !== undefined && <Issued credentials={issue.data} putAway={() => issue.reset()} />}
      </Stack>
      {asks && (
        <ConfirmDialog
          title={t('meters.credentials.issue')}
          text={t('meters.credentials.asks', { meterNumber })}
          confirm={t('meters.credentials.issue')}
          onConfirm={() => {
            setAsks(false);
            issue.mutate();
          }}
          onClose={() => setAsks(false)}
        />
      )}
    </Paper>
  );
}

interface IssuedProps {
  readonly credentials: CredentialsAnswer;
  readonly putAway: () => void;
}

function Issued({ credentials, putAway }: IssuedProps) {
  const { t } = useTranslation();
  return (
    <Alert color="yellow" variant="light" role="alert" title={t('meters.credentials.once')} w="100%">
      <Stack gap="xs" align="start">
        <Facts
          facts={[
            [t('meters.credentials.username'), <code key="username">{credentials.username}</code>],
            [t('meters.credentials.password'), <code key="password">{'password' in credentials ? credentials.password : ''}</code>],
          ]}
        />
        <Button size="xs" variant="default" onClick={putAway}>
          {t('meters.credentials.put-away')}
        </Button>
      </Stack>
    </Alert>
  );
}
