import { Button, Group, Text, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { AnchorLink } from '../ui/anchor-link.js';
import { Page } from '../ui/page.js';
import { Empty, QueryView } from '../ui/query-view.js';
import { MeterTable } from './meter-table.js';
import { metersAtQuery, metersQuery } from './queries.js';

/** Meters by number; one of them, or those of an account, by what is typed. */
export function MetersPage() {
  const { t } = useTranslation();
  const { search = '', networkNode } = useSearch({ from: '/inside/meters' });
  const meters = useInfiniteQuery(networkNode === undefined ? metersQuery(search) : metersAtQuery(networkNode));
  const why = meters.data?.pages[0]?.why;
  const none = search === '' ? t('meters.none') : [t('meters.not-found', { search }), why].filter(Boolean).join(' ');
  return (
    <Page title={t('screen.meters')}>
      {/* Another search begins another form: the field says what was looked for. */}
      <SearchForm key={search} search={search} />
      {networkNode !== undefined && (
        <Group gap="xs">
          <Text size="sm">{t('meters.hang-on', { networkNode })}</Text>
          <AnchorLink to="/meters">{t('meters.all')}</AnchorLink>
        </Group>
      )}
      <QueryView
        query={meters}
        label={t('screen.meters')}
        isEmpty={({ pages }) => pages.every(({ items }) => items.length === 0)}
        empty={<Empty>{networkNode === undefined ? none : t('meters.none-at', { networkNode })}</Empty>}
      >
        {({ pages }) => <MeterTable meters={pages.flatMap(({ items }) => items)} />}
      </QueryView>
      {meters.hasNextPage && (
        <Group>
          <Button variant="light" loading={meters.isFetchingNextPage} onClick={() => void meters.fetchNextPage()}>
            {t('state.more')}
          </Button>
        </Group>
      )}
    </Page>
  );
}

function SearchForm({ search }: { readonly search: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const find = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget).get('search');
    const text = typeof typed === 'string' ? typed.trim() : '';
    void navigate({ to: '/meters', search: text === '' ? {} : { search: text } });
  };
  return (
    <form role="search" onSubmit={find}>
      <Group align="end" gap="xs">
        <TextInput
          name="search"
          type="search"
          label={t('meters.search-label')}
          defaultValue={search}
          autoComplete="off"
          maxLength={64}
          w={{ base: '100%', xs: 320 }}
        />
        <Button type="submit" variant="light">
          {t('meters.search')}
        </Button>
        {search !== '' && (
          <Button variant="subtle" onClick={() => void navigate({ to: '/meters', search: {} })}>
            {t('meters.all')}
          </Button>
        )}
      </Group>
    </form>
  );
}
