import { Stack } from '@mantine/core';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { QueryView } from './query-view.js';
import { ShowMore } from './show-more.js';

interface ListViewProps<Item> {
  readonly query: UseInfiniteQueryResult<readonly Item[]>;
  /** What is being read, for whoever hears it instead of seeing it. */
  readonly label: string;
  /** What there is to do where there is nothing. */
  readonly empty?: ReactNode;
  readonly children: (items: readonly Item[]) => ReactNode;
}

/** A list that is read page by page: its four states, and the way on. */
export function ListView<Item>({ query, label, empty, children }: ListViewProps<Item>) {
  return (
    <QueryView query={query} label={label} isEmpty={(items) => items.length === 0} empty={empty}>
      {(items) => (
        <Stack gap="xs" align="stretch">
          {children(items)}
          <ShowMore query={query} />
        </Stack>
      )}
    </QueryView>
  );
}
