import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TerminalAnswer } from '@openprepay/contracts/http/vending-terminals';
import { vending } from '../api/vending.js';
import { useMay } from '../session/use-may.js';
import { ConfirmDialog } from '../ui/confirm-dialog.js';

/** Takes a terminal's sign-in away, for good. */
export function RevokeTerminal({ terminal: { terminalId, name, revokedAt } }: { readonly terminal: TerminalAnswer }) {
  const { t } = useTranslation();
  const mayRevoke = useMay('operator');
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const revoke = useMutation({
    mutationFn: () => vending.revokeTerminal({ params: { terminalId } }),
    onSuccess: async () => {
      setAsking(false);
      await queries.invalidateQueries({ queryKey: ['terminals'] });
    },
  });
  if (!mayRevoke || revokedAt !== undefined) return '–';
  return (
    <>
      <Button size="compact-xs" variant="default" onClick={() => setAsking(true)}>
        {t('terminals.revoke')}
      </Button>
      {asking && (
        <ConfirmDialog
          title={t('terminals.revoke')}
          text={t('terminals.revoke-asks', { name })}
          confirm={t('terminals.revoke')}
          pending={revoke.isPending}
          error={revoke.error}
          onConfirm={() => revoke.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
