import { Button, Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useReadAgain } from '../live/live.js';
import { Page } from '../ui/page.js';
import { Empty, QueryView } from '../ui/query-view.js';
import { listOfVends, type VendFilters, vendsQueryOf } from './queries.js';
import { VendFiltersForm } from './vend-filters.js';
import { VendsTable } from './vends-table.js';

const TOLD_BY = ['vend', 'vend-failed', 'delivery'] as const;
const TOLD_BY_NOTHING = [] as const;
const KEYS = ['vends'] as const;

/** Every sale, newest first; new ones come by themselves while the newest are what is shown. */
export function VendsPage() {
  const { t } = useTranslation();
  const filters = useSearch({ from: '/inside/vends' });
  const vends = useInfiniteQuery(listOfVends(filters));
  const olderShown = (vends.data?.pages.length ?? 0) > 1;
  // Every page that is shown is read again: one is cheap, a hundred are not.
  useReadAgain(olderShown ? TOLD_BY_NOTHING : TOLD_BY, KEYS);
  const filtered = Object.keys(vendsQueryOf(filters)).length > 0;
  return (
    <Page title={t('screen.vends')}>
      <VendFiltersForm filters={filters} />
      <QueryView
        query={vends}
        label={t('screen.vends')}
        lines={12}
        isEmpty={({ pages }) => pages.every(({ items }) => items.length === 0)}
        empty={<Empty>{filtered ? t('vends.none-found') : t('vends.none-yet')}</Empty>}
      >
        {({ pages }) => (
          <Stack>
            {olderShown && <OlderShown filters={filters} />}
            <VendsTable vends={pages.flatMap(({ items }) => items)} />
            {vends.hasNextPage && (
              <Button variant="default" loading={vends.isFetchingNextPage} onClick={() => void vends.fetchNextPage()}>
                {t('state.more')}
              </Button>
            )}
          </Stack>
        )}
      </QueryView>
    </Page>
  );
}

function OlderShown({ filters }: { readonly filters: VendFilters }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const newest = (): void => {
    void queries.resetQueries({ queryKey: listOfVends(filters).queryKey });
    window.scrollTo({ top: 0 });
  };
  return (
    <Group gap="xs" role="status">
      <Text size="sm" c="dimmed">
        {t('vends.older-shown')}
      </Text>
      <Button size="compact-xs" variant="subtle" onClick={newest}>
        {t('vends.to-newest')}
      </Button>
    </Group>
  );
}
