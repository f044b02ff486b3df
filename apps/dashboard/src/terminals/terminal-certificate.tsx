import { Button, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TerminalAnswer } from '@openprepay/contracts/http/vending-terminals';
import { vending } from '../api/vending.js';
import { useMay } from '../session/use-may.js';
import { ConfirmDialog } from '../ui/confirm-dialog.js';
import { Instant } from '../ui/instant.js';
import { Lamp } from '../ui/lamp.js';
import { wallClock } from '../ui/wall-clock.js';
import { isPastEnd } from './certificate-state.js';

/** Whether a terminal may come by a certificate, until when, and by what name. */
export function TerminalCertificate({ terminal }: { readonly terminal: TerminalAnswer }) {
  const { t } = useTranslation();
  const { certificate, revokedAt } = terminal;
  if (!certificate) return <Text c="dimmed">{t('terminals.no-certificate')}</Text>;
  return (
    <Group gap="xs">
      {isPastEnd(certificate, wallClock()) ? (
        <span>
          <Lamp state="bad">{t('terminals.certificate-ended')}</Lamp> <Instant at={certificate.expiresAt} />
        </span>
      ) : (
        <span>
          {t('terminals.certificate-until')} <Instant at={certificate.expiresAt} />
        </span>
      )}
      <Text size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
        {certificate.clientId}
      </Text>
      {revokedAt === undefined && <RevokeCertificates terminal={terminal} />}
    </Group>
  );
}

/** Takes a terminal's certificates back; its secret stays. */
function RevokeCertificates({ terminal: { terminalId, name } }: { readonly terminal: TerminalAnswer }) {
  const { t } = useTranslation();
  const mayRevoke = useMay('operator');
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const revoke = useMutation({
    mutationFn: () => vending.revokeTerminalCertificates({ params: { terminalId } }),
    onSuccess: async () => {
      setAsking(false);
      await queries.invalidateQueries({ queryKey: ['terminals'] });
    },
  });
  if (!mayRevoke) return null;
  return (
    <>
      <Button size="compact-xs" variant="default" onClick={() => setAsking(true)}>
        {t('terminals.revoke-certificate')}
      </Button>
      {asking && (
        <ConfirmDialog
          title={t('terminals.revoke-certificate')}
          text={t('terminals.revoke-certificate-asks', { name })}
          confirm={t('terminals.revoke-certificate')}
          pending={revoke.isPending}
          error={revoke.error}
          onConfirm={() => revoke.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
