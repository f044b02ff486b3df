import { useNavigate, useSearch } from '@tanstack/react-router';

interface Filter {
  readonly tab?: string;
  readonly service?: string;
  readonly state?: string;
  readonly message?: string;
  readonly code?: string;
  readonly meterNumber?: string;
}

/** The filters of the screen, which stand in its address; an empty text takes one away. */
export function useFilter() {
  const filter = useSearch({ from: '/inside/operations' });
  const navigate = useNavigate({ from: '/operations' });
  const change = (changed: Filter): void => void navigate({ search: (before) => given({ ...before, ...changed }), resetScroll: false });
  /** Another tab begins without the filters of the one before. */
  const begin = (tab: string): void => void navigate({ search: { tab } });
  return { filter, change, begin };
}

const given = (filter: Filter): Filter => Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));
