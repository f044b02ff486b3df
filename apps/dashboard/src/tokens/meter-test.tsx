import { Button, Group, NativeSelect, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { failureOf } from '../api/failure.js';
import { vending } from '../api/vending.js';
import { TokenText } from '../sell/token-text.js';
import { FailureAlert } from '../ui/failure-alert.js';
import { formText } from '../ui/form-text.js';
import { METER_TESTS } from './meter-tests.js';

/** A token with which any meter tests itself, or shows something of itself. */
export function MeterTest() {
  const { t } = useTranslation();
  const making = useMutation({
    mutationFn: async (form: FormData) => {
      const test = METER_TESTS.find((name) => name === formText(form, 'test')) ?? 'test-all';
      const manufacturerCode = formText(form, 'manufacturerCode');
      const maker = manufacturerCode === '' ? {} : { manufacturerCode };
      return { ...(await vending.makeMeterTest({ body: { test, ...maker } })).body, test };
    },
  });
  const make = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    making.mutate(new FormData(event.currentTarget));
  };
  return (
    <Stack align="stretch" maw="40rem">
      <Text size="sm">{t('tokens.test.why')}</Text>
      <form onSubmit={make}>
        <Group align="end" gap="xs">
          <NativeSelect
            name="test"
            label={t('tokens.test.what')}
            data={METER_TESTS.map((name) => ({ value: name, label: t(`tokens.tests.${name}`) }))}
          />
          <TextInput
            name="manufacturerCode"
            label={t('tokens.test.maker')}
            placeholder="00"
            inputMode="numeric"
            autoComplete="off"
            maxLength={4}
            error={failureOf(making.error).fields['manufacturerCode']}
          />
          <Button type="submit" loading={making.isPending}>
            {t('tokens.test.make')}
          </Button>
        </Group>
      </form>
      {making.error !== null && <FailureAlert failure={failureOf(making.error)} />}
      {making.data?.tokens.map(({ token }) => (
        <Paper key={token} withBorder p="md">
          <TokenText token={token} label={t(`tokens.tests.${making.data.test}`)} />
        </Paper>
      ))}
    </Stack>
  );
}
