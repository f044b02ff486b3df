import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { type StateFilter, STATES } from './queries.js';

interface AlarmFiltersProps {
  readonly state: StateFilter;
  readonly meterNumber: string | undefined;
}

export function AlarmFilters({ state, meterNumber }: AlarmFiltersProps) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/alarms' });
  const find = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget).get('meterNumber');
    const digits = typeof typed === 'string' ? typed.replaceAll(/[\s-]/g, '') : '';
    void navigate({
      search: ({ state: kept }) => ({ ...(kept === undefined ? {} : { state: kept }), ...(digits === '' ? {} : { meterNumber: digits }) }),
    });
  };
  return (
    <form role="search" onSubmit={find}>
      <Group align="end" gap="xs">
        <NativeSelect
          label={t('alarms.state')}
          value={state}
          data={STATES.map((known) => ({ value: known, label: t(`alarms.states.${known}`) }))}
          onChange={({ currentTarget }) =>
            void navigate({ search: (before) => ({ ...before, state: currentTarget.value }), replace: true })
          }
        />
        <TextInput
          name="meterNumber"
          label={t('alarms.meter')}
          defaultValue={meterNumber ?? ''}
          inputMode="numeric"
          autoComplete="off"
          maxLength={32}
        />
        <Button type="submit" variant="light">
          {t('alarms.search')}
        </Button>
      </Group>
    </form>
  );
}
