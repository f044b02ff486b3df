import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formText } from '../ui/form-text.js';
import { given } from '../ui/given.js';
import { ORDER_STATES, type OrderState } from './queries.js';

interface OrderFiltersProps {
  readonly state: OrderState | undefined;
  readonly meterNumber: string | undefined;
}

export function OrderFilters({ state, meterNumber }: OrderFiltersProps) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/tokens' });
  const find = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const digits = formText(new FormData(event.currentTarget), 'meterNumber').replaceAll(/[\s-]/g, '');
    void navigate({ search: given({ state, meterNumber: digits === '' ? undefined : digits }) });
  };
  const choose = (chosen: string): void => void navigate({ search: given({ meterNumber, state: chosen === '' ? undefined : chosen }) });
  return (
    <form role="search" onSubmit={find}>
      <Group align="end" gap="xs">
        <NativeSelect
          label={t('tokens.state')}
          value={state ?? ''}
          data={[
            { value: '', label: t('tokens.any-state') },
            ...ORDER_STATES.map((name) => ({ value: name, label: t(`tokens.states.${name}`) })),
          ]}
          onChange={({ currentTarget }) => choose(currentTarget.value)}
        />
        <TextInput
          name="meterNumber"
          label={t('tokens.meter')}
          defaultValue={meterNumber ?? ''}
          inputMode="numeric"
          autoComplete="off"
          maxLength={32}
        />
        <Button type="submit" variant="light">
          {t('tokens.search')}
        </Button>
      </Group>
    </form>
  );
}
