import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { billing } from '../api/billing.js';
import { failureOf } from '../api/failure.js';
import { FailureAlert } from '../ui/failure-alert.js';

interface ClosePeriodProps {
  readonly period: string;
  readonly onDone: () => void;
}

/** Asks once: what is closed stays closed. */
export function ClosePeriod({ period, onDone }: ClosePeriodProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const close = useMutation({
    mutationFn: () => billing.closePeriod({ params: { period } }),
    onSuccess: async () => {
      onDone();
      await queries.invalidateQueries({ queryKey: ['billing'] });
    },
  });
  return (
    <Modal opened onClose={onDone} title={t('ledger.close', { period })} closeButtonProps={{ 'aria-label': t('ledger.cancel') }}>
      <Stack>
        <Text size="sm">{t('ledger.close-is-final', { period })}</Text>
        {close.isError && <FailureAlert failure={failureOf(close.error)} />}
        <Group justify="end">
          <Button variant="default" onClick={onDone}>
            {t('ledger.cancel')}
          </Button>
          <Button color="red" loading={close.isPending} onClick={() => close.mutate()}>
            {t('ledger.close-for-good')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
