import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { failureOf } from '../api/failure.js';
import { FailureAlert } from '../ui/failure-alert.js';

interface FormModalProps {
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
export function FormModal({ title, submit, onClose, onSubmit, pending, error, children }: FormModalProps) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('accounts.cancel') }}>
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
              {t('accounts.cancel')}
            </Button>
            <Button type="submit" loading={pending}>
              {submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
