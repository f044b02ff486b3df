import { Alert, Button, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import { vending } from '../api/vending.js';
import { failureOf } from '../api/failure.js';
import { useMe } from '../session/use-session.js';
import { FailureAlert } from '../ui/failure-alert.js';

const MAX_REASON_LENGTH = 500;
const MAY_CANCEL = ['operator', 'admin'] as const;

/** Shown of a stuck sale alone, and to those alone who may end it. */
export function CancelVend({ vend }: { readonly vend: VendAnswer }) {
  const { t } = useTranslation();
  const { roles } = useMe();
  if (vend.state !== 'awaiting-token' || vend.stuckSince === undefined) return null;
  if (vend.cancellation === undefined && !MAY_CANCEL.some((role) => roles.includes(role))) return null;
  return (
    <Alert color="yellow" variant="light" title={t('vends.cancel.title')}>
      {vend.cancellation === undefined ? <CancelForm vendId={vend.vendId} /> : <Text size="sm">{t('vends.cancel.asked')}</Text>}
    </Alert>
  );
}

function CancelForm({ vendId }: { readonly vendId: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const cancelling = useMutation({
    mutationFn: async (reason: string) => (await vending.cancelVend({ params: { vendId }, body: { reason } })).body,
    onSettled: () =>
      Promise.all([queries.invalidateQueries({ queryKey: ['vend', vendId] }), queries.invalidateQueries({ queryKey: ['vends'] })]),
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const reason = new FormData(event.currentTarget).get('reason');
    cancelling.mutate(typeof reason === 'string' ? reason.trim() : '');
  };
  return (
    <Stack gap="sm" maw="36rem">
      <Text size="sm">{t('vends.cancel.why')}</Text>
      <form onSubmit={submit}>
        <Stack gap="sm" align="start">
          <TextInput
            name="reason"
            label={t('vends.cancel.reason')}
            required
            withAsterisk={false}
            maxLength={MAX_REASON_LENGTH}
            autoComplete="off"
            w="100%"
          />
          <Button type="submit" color="red" loading={cancelling.isPending}>
            {t('vends.cancel.submit')}
          </Button>
        </Stack>
      </form>
      {cancelling.error !== null && <FailureAlert failure={failureOf(cancelling.error)} />}
    </Stack>
  );
}
