import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { KINDS, STATES } from './queries.js';

interface ExceptionFiltersProps {
  readonly state: string;
  readonly kind: string | undefined;
  readonly meterNumber: string | undefined;
}

export function ExceptionFilters({ state, kind, meterNumber }: ExceptionFiltersProps) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/exceptions' });
  const change = (changed: { readonly state?: string; readonly kind?: string; readonly meterNumber?: string }): void =>
    void navigate({
      search: (before) => Object.fromEntries(Object.entries({ ...before, ...changed }).filter(([, value]) => value !== '')),
      replace: true,
    });
  const find = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget).get('meterNumber');
    change({ meterNumber: typeof typed === 'string' ? typed.replaceAll(/[\s-]/g, '') : '' });
  };
  return (
    <form role="search" onSubmit={find}>
      <Group align="end" gap="xs">
        <NativeSelect
          label={t('exceptions.state')}
          value={state}
          data={[
            ...STATES.map((value) => ({ value, label: t(`exceptions.states.${value}`) })),
            { value: 'all', label: t('exceptions.any-state') },
          ]}
          onChange={({ currentTarget }) => change({ state: currentTarget.value })}
        />
        <NativeSelect
          label={t('exceptions.kind')}
          value={kind ?? ''}
          data={[
            { value: '', label: t('exceptions.any-kind') },
            ...KINDS.map((value) => ({ value, label: t(`exceptions.kinds.${value}`) })),
          ]}
          onChange={({ currentTarget }) => change({ kind: currentTarget.value })}
        />
        <TextInput
          name="meterNumber"
          label={t('exceptions.meter')}
          defaultValue={meterNumber ?? ''}
          inputMode="numeric"
          autoComplete="off"
          maxLength={32}
        />
        <Button type="submit" variant="light">
          {t('exceptions.search')}
        </Button>
      </Group>
    </form>
  );
}
