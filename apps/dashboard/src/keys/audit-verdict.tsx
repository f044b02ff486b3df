import { Alert, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AuditVerdictAnswer } from '@openprepay/contracts/http/key-management-audit';
import { failureOf } from '../api/failure.js';
import { FailureAlert } from '../ui/failure-alert.js';
import { Instant } from '../ui/instant.js';
import { Lamp } from '../ui/lamp.js';
import { QueryView } from '../ui/query-view.js';
import { verdictQuery, verifyFromFirst } from './queries.js';

/** Whether the chain holds: yes or no, and how far it was recomputed. */
export function AuditVerdict() {
  const { t } = useTranslation();
  const latest = useQuery(verdictQuery);
  const whole = useMutation({ mutationFn: verifyFromFirst });
  return (
    <Paper withBorder p="sm" component="section" aria-label={t('keys.audit.verification')}>
      <QueryView query={latest} label={t('keys.audit.verification')} lines={2}>
        {(verdict) => <Verdict verdict={whole.data ?? verdict} whole={whole.isSuccess} />}
      </QueryView>
      {whole.isError && <FailureAlert failure={failureOf(whole.error)} />}
      <Group gap="xs" mt="xs">
        <Button
          size="xs"
          variant="light"
          loading={latest.isFetching}
          onClick={() => {
            whole.reset();
            void latest.refetch();
          }}
        >
          {t('keys.audit.again')}
        </Button>
        <Button size="xs" variant="default" loading={whole.isPending} onClick={() => whole.mutate()}>
          {t('keys.audit.from-first')}
        </Button>
      </Group>
    </Paper>
  );
}

interface VerdictProps {
  readonly verdict: AuditVerdictAnswer;
  /** It was recomputed from its first entry. */
  readonly whole: boolean;
}

function Verdict({ verdict, whole }: VerdictProps) {
  const { t } = useTranslation();
  if (!verdict.valid) {
    return (
      <Alert color="red" role="alert" title={t('keys.audit.no')}>
        {t('keys.audit.broken', { at: verdict.brokenAt, flaw: verdict.flaw })}
      </Alert>
    );
  }
  const { verifiedAfter, verifiedTo, entries, checkpoint } = verdict;
  const from = whole ? '1' : (BigInt(verifiedAfter) + 1n).toString();
  return (
    <Stack gap={4} role="status">
      <Text fw={650} component="div">
        <Lamp state="good">{t('keys.audit.yes')}</Lamp>
      </Text>
      <Text size="sm">{t('keys.audit.recomputed', { from, to: verifiedTo, entries })}</Text>
      {checkpoint !== undefined && (
        <Text size="sm" c="dimmed">
          {t('keys.audit.signed', { sequence: checkpoint.sequence })} <Instant at={checkpoint.signedAt} />
        </Text>
      )}
    </Stack>
  );
}
