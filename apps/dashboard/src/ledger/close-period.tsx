import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { billing } from '../api/billing.js';
import { ConfirmDialog } from '../ui/confirm-dialog.js';

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
    <ConfirmDialog
      title={t('ledger.close', { period })}
      text={t('ledger.close-is-final', { period })}
      confirm={t('ledger.close-for-good')}
      pending={close.isPending}
      error={close.error}
      onConfirm={() => close.mutate()}
      onClose={onDone}
    />
  );
}
