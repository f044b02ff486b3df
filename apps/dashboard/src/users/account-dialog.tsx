import { Button, Group, Stack, Text } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Sending } from '../api/use-sending.js';
import { Dialog } from '../ui/dialog.js';
import { FailureAlert } from '../ui/failure-alert.js';
import { Notice } from '../ui/notice.js';
import type { Outcome } from './use-change.js';

interface AccountDialogProps {
  readonly title: string;
  readonly submit: string;
  readonly current: Sending<Outcome>;
  readonly onSend: (form: HTMLFormElement) => void;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** Asks for one change of an account, and says what came of it. */
export function AccountDialog({ title, submit, current, onSend, onClose, children }: AccountDialogProps) {
  const { t } = useTranslation();
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    onSend(event.currentTarget);
  };
  return (
    <Dialog onClose={onClose} title={title}>
      {current.stage === 'done' ? (
        <Done outcome={current.answer} onClose={onClose} />
      ) : (
        <form onSubmit={send} autoComplete="off">
          <Stack>
            {children}
            {current.stage === 'failed' && <FailureAlert failure={current.failure} />}
            <Group>
              <Button type="submit" loading={current.stage === 'pending'}>
                {submit}
              </Button>
              <Button variant="default" onClick={onClose}>
                {t('act.cancel')}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Dialog>
  );
}

function Done({ outcome, onClose }: { readonly outcome: Outcome; readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack align="start">
      {outcome === 'asked' ? (
        <Notice title={t('users.asked')}>
          <Text size="sm">{t('users.asked-why')}</Text>
        </Notice>
      ) : (
        <Text role="status">{t('users.done')}</Text>
      )}
      <Button variant="default" onClick={onClose} data-autofocus>
        {t('act.close')}
      </Button>
    </Stack>
  );
}
