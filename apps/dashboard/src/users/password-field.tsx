import { PasswordInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** A password for somebody else: their browser is asked to keep nothing of it. */
export function PasswordField({ error }: { readonly error?: string | undefined }) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      name="password"
      label={t('users.password')}
      description={t('users.password-why')}
      autoComplete="new-password"
      visibilityToggleButtonProps={{ 'aria-label': t('users.show-password') }}
      required
      withAsterisk={false}
      error={error}
    />
  );
}
