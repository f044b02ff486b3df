import { infiniteQueryOptions } from '@tanstack/react-query';

interface PageOf<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string | undefined;
}

/** A list that is read page by page, as one list; `read` is given the cursor of the next page, empty for the first. */
export const paged = <Item>(key: readonly unknown[], read: (cursor: string, signal: AbortSignal) => Promise<PageOf<Item>>) =>
  infiniteQueryOptions({
    queryKey: key,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    getNextPageParam: ({ nextCursor }) => nextCursor,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  });
