import { Button, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { failureOf } from '../api/failure.js';
import { Dialog } from './dialog.js';
import { FailureAlert } from './failure-alert.js';

interface FormDialogProps {
  readonly title: string;
  readonly submit: string;
  readonly onClose: () => void;
  readonly onSubmit: (form: FormData) => void;
  readonly pending: boolean;
  /** What the last try was refused with; null before. */
  readonly error: unknown;
  readonly children: ReactNode;
}

/** A form over the page, with what its last try was refused with. */
export function FormDialog({ title, submit, onClose, onSubmit, pending, error, children }: FormDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog onClose={onClose} title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit(new FormData(event.currentTarget));
        }}
      >
        <Stack>
          {children}
          {error !== null && <FailureAlert failure={failureOf(error)} />}
          <Group justify="end">
            <Button variant="default" onClick={onClose}>
              {t('act.cancel')}
            </Button>
            <Button type="submit" loading={pending}>
              {submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
