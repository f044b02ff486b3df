import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { failureOf } from '../api/failure.js';
import { FormDialog } from './form-dialog.js';

interface FormActionProps {
  /** What the button, the dialog and its sending are called. */
  readonly label: string;
  readonly variant?: 'filled' | 'default';
  readonly size?: 'sm' | 'xs';
  /** Sends what was typed. */
  readonly send: (form: FormData) => Promise<unknown>;
  /** Once it was taken, before the dialog closes. */
  readonly onDone: () => unknown;
  /** The fields; given what was wrong by field, as the contract spells it. */
  readonly children: (wrong: Readonly<Record<string, string>>) => ReactNode;
}

/** A button that opens a form; a refusal is shown in it, and what was typed stays. */
export function FormAction({ label, variant = 'filled', size = 'sm', send, onDone, children }: FormActionProps) {
  const [open, setOpen] = useState(false);
  const sending = useMutation({
    mutationFn: send,
    onSuccess: () => {
      setOpen(false);
      void onDone();
    },
  });
  const close = (): void => {
    setOpen(false);
    sending.reset();
  };
  return (
    <>
      <Button variant={variant} size={size} onClick={() => setOpen(true)}>
        {label}
      </Button>
      {open && (
        <FormDialog
          title={label}
          submit={label}
          onClose={close}
          onSubmit={(form) => sending.mutate(form)}
          pending={sending.isPending}
          error={sending.error}
        >
          {children(failureOf(sending.error).fields)}
        </FormDialog>
      )}
    </>
  );
}
