import { Alert, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Failure } from '../api/failure.js';

/** What was refused, in the server's words, with its code for whoever is asked for help. */
export function FailureAlert({ failure }: { readonly failure: Failure }) {
  const { t } = useTranslation();
  return (
    <Alert color="red" variant="light" role="alert">
      <Text size="sm">{failure.detail ?? t('state.no-answer')}</Text>
      <Text size="xs" ff="monospace">
        {failure.code}
      </Text>
    </Alert>
  );
}
