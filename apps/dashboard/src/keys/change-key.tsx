import { Button, Checkbox, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VendingKeyAnswer } from '@openprepay/contracts/http/key-management-vending-keys';
import { keyManagement } from '../api/key-management.js';
import { Dialog } from '../ui/dialog.js';
import { Notice } from '../ui/notice.js';
import { ReasonForm } from '../ui/reason-form.js';

export type KeyChange = 'begin-retiring' | 'retire' | 'reactivate' | 'abandon';
const ASKED = 202;

interface Asked {
  readonly change: KeyChange;
  readonly vendingKeyId: string;
  readonly reason: string;
  readonly urgent: boolean;
}

async function ask({ change, vendingKeyId, reason, urgent }: Asked): Promise<'done' | 'asked'> {
  const params = { vendingKeyId };
  const why = reason === '' ? {} : { reason };
  if (change === 'begin-retiring') {
    await keyManagement.beginRetiringVendingKey({ params });
    return 'done';
  }
  const { status } =
    change === 'reactivate'
      ? await keyManagement.reactivateVendingKey({ params, body: why })
      : await keyManagement.retireVendingKey({ params, body: { ...why, urgent } });
  return status === ASKED ? 'asked' : 'done';
}

interface ChangeKeyProps {
  readonly vendingKey: VendingKeyAnswer;
  readonly change: KeyChange;
  readonly onClose: () => void;
}

/** Asks once before a key is changed, and says what still waits for a second custodian. */
export function ChangeKey({ vendingKey: { vendingKeyId, supplyGroupCode, keyRevision }, change, onClose }: ChangeKeyProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [urgent, setUrgent] = useState(false);
  const asking = useMutation({ mutationFn: ask });
  const close = (): void => {
    onClose();
    void queries.invalidateQueries({ queryKey: ['keys'] });
  };
  const title = `${t(`keys.change.${change}`)}: ${t('keys.which', { group: supplyGroupCode, revision: keyRevision })}`;
  return (
    <Dialog onClose={close} title={title}>
      {asking.isSuccess ? (
        <Outcome outcome={asking.data} onClose={close} />
      ) : (
        <Stack>
          <Text size="sm">{t(`keys.change.what.${change}`)}</Text>
          {change === 'retire' && (
            <Checkbox label={t('keys.change.urgent')} checked={urgent} onChange={(event) => setUrgent(event.currentTarget.checked)} />
          )}
          <ReasonForm
            submit={t(`keys.change.${change}`)}
            pending={asking.isPending}
            error={asking.error}
            required={change !== 'begin-retiring'}
            onSend={(reason) => asking.mutate({ change, vendingKeyId, reason, urgent })}
            onCancel={close}
          />
        </Stack>
      )}
    </Dialog>
  );
}

function Outcome({ outcome, onClose }: { readonly outcome: 'done' | 'asked'; readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack align="start">
      {outcome === 'asked' ? (
        <Notice title={t('keys.change.asked')}>
          <Text size="sm">{t('keys.change.asked-why')}</Text>
        </Notice>
      ) : (
        <Text role="status">{t('keys.change.done')}</Text>
      )}
      <Button onClick={onClose} data-autofocus>
        {t('act.close')}
      </Button>
    </Stack>
  );
}
