import { ApiError } from '@openprepay/contracts/http/client-errors';
import { QueryClient } from '@tanstack/react-query';

const FRESH_MS = 5_000;
const TRIES = 2;
const TOO_MANY = 429;
const SERVER_SIDE = 500;

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      retry: (failures, error) => failures < TRIES && mayPass(error),
      // What is shown stays while it is read again; the view says since when.
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
});

/** Whether the same call may be answered a moment later. */
const mayPass = (error: Error): boolean => !(error instanceof ApiError) || error.status >= SERVER_SIDE || error.status === TOO_MANY;
