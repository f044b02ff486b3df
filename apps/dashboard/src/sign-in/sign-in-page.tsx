import { Alert, Button, Paper, PasswordInput, Stack, TextInput, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf } from '../api/failure.js';
import { session } from '../session/session.js';
import classes from './sign-in-page.module.css';
import { useSession } from '../session/use-session.js';

export function SignInPage() {
  const { t } = useTranslation();
  const current = useSession();
  useEffect(() => {
    document.title = `${t('sign-in.title')} · OpenPrepay`;
  }, [t]);
  return (
    <main className={classes['page']}>
      <Paper withBorder p="lg" className={classes['card']}>
        <Title order={1} mb="md">
          {t('sign-in.title')}
        </Title>
        <SignInForm ended={current.state === 'signed-out' && current.ended === true} />
      </Paper>
    </main>
  );
}

function SignInForm({ ended }: { readonly ended: boolean }) {
  const { t } = useTranslation();
  const signIn = useMutation({
    mutationFn: async (form: FormData) => session.signIn(fieldOf(form, 'username'), fieldOf(form, 'password')),
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    signIn.mutate(new FormData(event.currentTarget));
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {ended && !signIn.isError && <Alert color="yellow">{t('sign-in.ended')}</Alert>}
        {signIn.isError && (
          <Alert color="red" role="alert">
            {t(messageOf(codeOf(signIn.error)))}
          </Alert>
        )}
        <TextInput
          name="username"
          label={t('sign-in.username')}
          autoComplete="username"
          autoCapitalize="none"
          required
          withAsterisk={false}
        />
        <PasswordInput name="password" label={t('sign-in.password')} autoComplete="current-password" required withAsterisk={false} />
        <Button type="submit" loading={signIn.isPending}>
          {t('sign-in.submit')}
        </Button>
      </Stack>
    </form>
  );
}

const fieldOf = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
};

const messageOf = (code: string) => {
  switch (code) {
    case 'gateway.credentials_wrong':
      return 'sign-in.wrong';
    case 'request.rate_limited':
      return 'sign-in.too-often';
    default:
      return 'sign-in.failed';
  }
};
