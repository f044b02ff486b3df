import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LostRangeAnswer } from '@openprepay/contracts/http/parked-messages';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { Lamp } from '../ui/lamp.js';
import { ListView } from '../ui/list-view.js';
import { ReasonForm } from '../ui/reason-form.js';
import { Republish } from './republish.js';
import { lostQuery } from './queries.js';
import { parkedAt, SERVICES, type ServiceName } from './services.js';

/** Messages that were gone before they were read, service by service. */
export function LostTab() {
  const { t } = useTranslation();
  return (
    <Stack gap="md">
      <Text size="sm">{t('operations.lost.what')}</Text>
      <Group>
        <Republish />
      </Group>
      {SERVICES.map((service) => (
        <LostSection key={service} service={service} />
      ))}
    </Stack>
  );
}

function LostSection({ service }: { readonly service: ServiceName }) {
  const { t } = useTranslation();
  const lost = useInfiniteQuery(lostQuery(service));
  const label = t('operations.lost.of', { service });
  const columns: readonly Column<LostRangeAnswer>[] = [
    { name: 'found-at', head: t('operations.lost.found-at'), cell: ({ foundAt }) => <Instant at={foundAt} /> },
    { name: 'topic', head: t('operations.lost.topic'), cell: ({ topic, partition }) => `${topic}, ${partition}` },
    { name: 'kind', head: t('operations.lost.kind'), cell: ({ kind }) => t(`operations.lost.kinds.${kind}`) },
    { name: 'from', head: t('operations.lost.from'), numeric: true, cell: ({ from }) => from },
    { name: 'to', head: t('operations.lost.to'), numeric: true, cell: ({ to }) => to },
    { name: 'settled', head: t('operations.lost.settled'), cell: (range) => <Settled service={service} range={range} /> },
  ];
  return (
    <Stack gap="xs" component="section">
      <Title order={2}>{service}</Title>
      <ListView query={lost} label={label} empty={<Text c="dimmed">{t('operations.lost.none')}</Text>}>
        {(rows) => <DataTable caption={label} columns={columns} rows={rows} rowKey={({ id }) => id} />}
      </ListView>
    </Stack>
  );
}

interface SettledProps {
  readonly service: ServiceName;
  readonly range: LostRangeAnswer;
}

function Settled({ service, range: { settledAt, settledBy, settledReason, id } }: SettledProps) {
  const { t } = useTranslation();
  if (settledAt === undefined) return <Settle service={service} id={id} />;
  return (
    <>
      <Lamp state="good">{t('operations.lost.settled-by', { by: settledBy ?? '' })}</Lamp> <Instant at={settledAt} />
      <Text size="sm">{settledReason}</Text>
    </>
  );
}

function Settle({ service, id }: { readonly service: ServiceName; readonly id: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const settle = useMutation({
    mutationFn: (reason: string) => parkedAt(service).settleLostRange({ params: { id }, body: { reason } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['lost', service] }),
  });
  if (!asking) {
    return (
      <Stack gap={4} align="start">
        <Lamp state="bad">{t('operations.lost.open')}</Lamp>
        <Button size="compact-xs" variant="light" onClick={() => setAsking(true)}>
          {t('operations.lost.settle')}
        </Button>
      </Stack>
    );
  }
  return (
    <ReasonForm
      submit={t('operations.lost.settle')}
      pending={settle.isPending}
      error={settle.error}
      onSend={(reason) => settle.mutate(reason)}
      onCancel={() => setAsking(false)}
    />
  );
}
