import { NativeSelect, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { VendingKeyChangeAnswer } from '@openprepay/contracts/http/key-management-key-changes';
import { type Column, DataTable } from '../ui/data-table.js';
import { AskedBy } from '../ui/asked-by.js';
import { Instant } from '../ui/instant.js';
import { Lamp, type LampState } from '../ui/lamp.js';
import { ListView } from '../ui/list-view.js';
import { DecideChange } from './decide-change.js';
import { CHANGE_STATES, type ChangeState, keyChangesQuery } from './queries.js';

const LAMPS: Readonly<Record<ChangeState, LampState>> = {
  'awaiting-approval': 'warning',
  done: 'good',
  refused: 'unknown',
  expired: 'unknown',
};

/** What one custodian has asked for, and another decides on. */
export function ChangesTab() {
  const { t } = useTranslation();
  const { state } = useSearch({ from: '/inside/keys' });
  const navigate = useNavigate({ from: '/keys' });
  const known = CHANGE_STATES.find((name) => name === state);
  const changes = useInfiniteQuery(keyChangesQuery(known));
  const columns = useColumns();
  const choose = (chosen: string): void =>
    void navigate({ search: { tab: 'changes', ...(chosen === '' ? {} : { state: chosen }) }, resetScroll: false });
  return (
    <Stack>
      <NativeSelect
        label={t('keys.state')}
        w="fit-content"
        value={known ?? ''}
        onChange={(event) => choose(event.currentTarget.value)}
        data={[
          { value: '', label: t('keys.change.any-state') },
          ...CHANGE_STATES.map((name) => ({ value: name, label: t(`keys.change.states.${name}`) })),
        ]}
      />
      <ListView query={changes} label={t('keys.tab.changes')} empty={<Text c="dimmed">{t('keys.change.none')}</Text>}>
        {(rows) => <DataTable caption={t('keys.tab.changes')} columns={columns} rows={rows} rowKey={({ changeId }) => changeId} />}
      </ListView>
    </Stack>
  );
}

function useColumns(): readonly Column<VendingKeyChangeAnswer>[] {
  const { t } = useTranslation();
  return [
    { name: 'change', head: t('keys.change.head'), cell: (change) => <What change={change} /> },
    { name: 'asked', head: t('keys.change.asked-by'), cell: (change) => <AskedBy {...change} /> },
    { name: 'state', head: t('keys.state'), cell: ({ state }) => <Lamp state={LAMPS[state]}>{t(`keys.change.states.${state}`)}</Lamp> },
    { name: 'from', head: t('keys.change.not-before'), cell: ({ notBefore }) => <Instant at={notBefore} /> },
    { name: 'until', head: t('keys.change.until'), cell: ({ expiresAt }) => <Instant at={expiresAt} /> },
    { name: 'decide', head: t('keys.change.decision'), cell: (change) => <DecideChange change={change} /> },
  ];
}

interface OfChange {
  readonly change: VendingKeyChangeAnswer;
}

function What({ change: { change, supplyGroupCode, urgent, reason, vendingKeyId } }: OfChange) {
  const { t } = useTranslation();
  return (
    <>
      <Text size="sm">
        {t(`keys.change.${change}`)} {supplyGroupCode}
        {urgent && ` (${t('keys.change.urgent-short')})`}
      </Text>
      {reason !== undefined && <Text size="sm">{reason}</Text>}
      <Text size="xs" ff="monospace" c="dimmed">
        {vendingKeyId}
      </Text>
    </>
  );
}
