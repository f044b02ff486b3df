import { Alert, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { failureOf } from '../api/failure.js';
import { useFormat } from './use-format.js';

interface QueryViewProps<T> {
  readonly query: Pick<UseQueryResult<T>, 'data' | 'error' | 'isPending' | 'isError' | 'dataUpdatedAt' | 'refetch'>;
  /** What is being read, for whoever hears it instead of seeing it. */
  readonly label: string;
  readonly isEmpty?: (data: T) => boolean;
  /** What there is to do where there is nothing. */
  readonly empty?: ReactNode;
  readonly children: (data: T) => ReactNode;
  /** Lines of the sketch that stands while nothing has come. */
  readonly lines?: number;
}

const DEFAULT_LINES = 4;

/** The four states of what is read: loading, error with another try, empty with what to do, data; old data says since when. */
export function QueryView<T>({ query, label, isEmpty, empty, children, lines = DEFAULT_LINES }: QueryViewProps<T>) {
  if (query.data !== undefined) {
    return (
      <>
        {query.isError && <Stale since={query.dataUpdatedAt} again={() => void query.refetch()} />}
        {isEmpty?.(query.data) === true ? (empty ?? <Empty />) : children(query.data)}
      </>
    );
  }
  if (query.isError) return <Failed error={query.error} label={label} again={() => void query.refetch()} />;
  return <Loading label={label} lines={lines} />;
}

function Loading({ label, lines }: { readonly label: string; readonly lines: number }) {
  const { t } = useTranslation();
  return (
    <Stack gap="xs" role="status" aria-label={t('state.loading', { label })}>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={20} />
      ))}
    </Stack>
  );
}

interface FailedProps {
  readonly error: unknown;
  readonly label: string;
  readonly again: () => void;
}

export function Failed({ error, label, again }: FailedProps) {
  const { t } = useTranslation();
  const { code, detail } = failureOf(error);
  return (
    <Alert color="red" variant="light" role="alert" title={t('state.failed', { label })}>
      <Stack gap="xs" align="start">
        <Text size="sm">{detail ?? t('state.no-answer')}</Text>
        <Text size="xs" ff="monospace">
          {code}
        </Text>
        <Button variant="outline" color="red" size="xs" onClick={again}>
          {t('state.try-again')}
        </Button>
      </Stack>
    </Alert>
  );
}

function Stale({ since, again }: { readonly since: number; readonly again: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Alert color="yellow" variant="light" role="status" py={4}>
      <Group justify="space-between">
        <Text size="sm">{t('state.stale', { since: format.timeOfDay(new Date(since).toISOString()) })}</Text>
        <Button variant="subtle" color="dark" size="compact-xs" onClick={again}>
          {t('state.try-again')}
        </Button>
      </Group>
    </Alert>
  );
}

export function Empty({ children }: { readonly children?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Text c="dimmed" py="md">
      {children ?? t('state.empty')}
    </Text>
  );
}
