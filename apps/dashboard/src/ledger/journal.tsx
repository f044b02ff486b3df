import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { given } from '../ui/given.js';
import { ListView } from '../ui/list-view.js';
import { Entries } from './entries.js';
import { PeriodSelect } from './period-select.js';
import { journal } from './queries.js';

/** Every entry by its number, with its lines. */
export function Journal() {
  const { t } = useTranslation();
  const { period, reference, after } = useSearch({ from: '/inside/ledger' });
  const query = useInfiniteQuery(journal({ period, reference, afterNumber: after }));
  return (
    <Stack>
      <Filters />
      <ListView query={query} label={t('ledger.tab.journal')} empty={t('ledger.no-entries')}>
        {(entries) => <Entries entries={entries} />}
      </ListView>
    </Stack>
  );
}

function Filters() {
  const { t } = useTranslation();
  const { period, reference, after } = useSearch({ from: '/inside/ledger' });
  const navigate = useNavigate({ from: '/ledger' });
  const search = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void navigate({ search: given({ tab: 'journal', period, reference: textOf(form, 'reference'), after: textOf(form, 'after') }) });
  };
  return (
    <form onSubmit={search}>
      <Group align="end">
        <TextInput key={reference} name="reference" label={t('ledger.reference')} defaultValue={reference ?? ''} autoComplete="off" />
        <TextInput
          key={`after ${after ?? ''}`}
          name="after"
          label={t('ledger.after-number')}
          defaultValue={after ?? ''}
          inputMode="numeric"
          pattern="[0-9]*"
          autoComplete="off"
        />
        <PeriodSelect
          value={period}
          onChange={(month) => void navigate({ search: given({ tab: 'journal', period: month, reference, after }) })}
        />
        <Button type="submit" variant="light">
          {t('ledger.search')}
        </Button>
      </Group>
    </form>
  );
}

/** Nothing where nothing was typed. */
function textOf(form: FormData, name: string): string | undefined {
  const value = form.get(name);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
