import { Alert, Button, Stack, Text } from '@mantine/core';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

/** What stands where a screen broke; the others go on. */
export function Crashed({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  const router = useRouter();
  const again = (): void => {
    reset();
    void router.invalidate();
  };
  return (
    <Alert role="alert" color="red" title={t('state.crashed')}>
      <Stack align="start" gap="xs">
        <Text size="sm" ff="monospace">
          {error instanceof Error ? error.message : String(error)}
        </Text>
        <Button size="xs" color="red" variant="outline" onClick={again}>
          {t('state.try-again')}
        </Button>
      </Stack>
    </Alert>
  );
}
