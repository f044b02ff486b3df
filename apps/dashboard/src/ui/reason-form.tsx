import { Button, Group, Stack } from '@mantine/core';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { failureOf } from '../api/failure.js';
import { FailureAlert } from './failure-alert.js';
import { ReasonField } from './reason-field.js';

interface ReasonFormProps {
  /** What is done for the reason. */
  readonly submit: string;
  readonly pending: boolean;
  /** What the last try was refused with; null where there was none. */
  readonly error: unknown;
  readonly required?: boolean;
  readonly onSend: (reason: string) => void;
  readonly onCancel: () => void;
}

/** Asks once more, and why, before something that is not taken back. */
export function ReasonForm({ submit, pending, error, required = true, onSend, onCancel }: ReasonFormProps) {
  const { t } = useTranslation();
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const reason = new FormData(event.currentTarget).get('reason');
    onSend(typeof reason === 'string' ? reason.trim() : '');
  };
  return (
    <form onSubmit={send}>
      <Stack gap="xs">
        <ReasonField required={required} autoFocus />
        {error !== null && error !== undefined && <FailureAlert failure={failureOf(error)} />}
        <Group gap="xs">
          <Button type="submit" size="xs" color="red.9" loading={pending}>
            {submit}
          </Button>
          <Button size="xs" variant="default" onClick={onCancel}>
            {t('act.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
