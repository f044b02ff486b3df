import { Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { needed } from './form-text.js';

const MAX_REASON_LENGTH = 500;

interface ReasonFieldProps {
  /** What was wrong with it. */
  readonly wrong?: string | undefined;
  readonly required?: boolean;
  /** What was typed before, where somebody goes back to it. */
  readonly typed?: string | undefined;
  /** Where it is what a dialog asks first. */
  readonly autoFocus?: boolean;
}

/** Why something is done, which stays with it; its name in the form is `reason`. */
export function ReasonField({ wrong, required = true, typed, autoFocus = false }: ReasonFieldProps) {
  const { t } = useTranslation();
  return (
    <Textarea
      {...needed}
      required={required}
      name="reason"
      label={t('act.reason')}
      maxLength={MAX_REASON_LENGTH}
      autosize
      minRows={2}
      defaultValue={typed}
      error={wrong}
      data-autofocus={autoFocus || undefined}
    />
  );
}
