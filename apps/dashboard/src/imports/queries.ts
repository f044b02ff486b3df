import { queryOptions } from '@tanstack/react-query';
import { DOORS, type FileKind } from './files.js';
import { refusalsIn } from './report.js';

const READ_AGAIN_MS = 1_000;

export const importQuery = (kind: FileKind, importId: string) =>
  queryOptions({
    queryKey: ['import', kind, importId],
    queryFn: ({ signal }) => DOORS[kind].read(importId, signal),
    refetchInterval: ({ state }) => (state.data?.state === 'done' ? false : READ_AGAIN_MS),
  });

/** @param refused how many there are so far: more of them are another report */
export const refusalsQuery = (kind: FileKind, importId: string, refused: number) =>
  queryOptions({
    queryKey: ['import', kind, importId, 'refusals', refused],
    queryFn: async ({ signal }) => refusalsIn(await DOORS[kind].report(importId, signal)),
    enabled: refused > 0,
  });
