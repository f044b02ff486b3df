import { Group, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { SupplyGroupAnswer } from '@openprepay/contracts/http/key-management-supply-groups';
import type { VendingKeyAnswer } from '@openprepay/contracts/http/key-management-vending-keys';
import { ListView } from '../ui/list-view.js';
import { QueryView } from '../ui/query-view.js';
import { KeyTable } from './key-table.js';
import { OpenKey } from './open-key.js';
import { groupsQuery, keysQuery } from './queries.js';
import { TimeLine } from './time-line.js';

/** The supply groups, each with its keys. */
export function KeysTab() {
  const { t } = useTranslation();
  const groups = useQuery(groupsQuery);
  const keys = useInfiniteQuery(keysQuery);
  const asOf = new Date(keys.dataUpdatedAt).toISOString();
  return (
    <QueryView
      query={groups}
      label={t('keys.groups')}
      isEmpty={(items) => items.length === 0}
      empty={<Text c="dimmed">{t('keys.no-groups')}</Text>}
    >
      {(items) => (
        <ListView query={keys} label={t('keys.tab.keys')} empty={<NoKeys groups={items} />}>
          {(rows) => items.map((group) => <OneGroup key={group.supplyGroupCode} group={group} keys={rows} asOf={asOf} />)}
        </ListView>
      )}
    </QueryView>
  );
}

function NoKeys({ groups }: { readonly groups: readonly SupplyGroupAnswer[] }) {
  return groups.map((group) => <OneGroup key={group.supplyGroupCode} group={group} keys={[]} asOf="" />);
}

interface GroupProps {
  readonly group: SupplyGroupAnswer;
  /** Of all groups. */
  readonly keys: readonly VendingKeyAnswer[];
  readonly asOf: string;
}

function OneGroup({ group: { supplyGroupCode, name }, keys, asOf }: GroupProps) {
  const { t } = useTranslation();
  const own = keys.filter((key) => key.supplyGroupCode === supplyGroupCode);
  return (
    <Stack gap="xs" component="section" mb="md">
      <Group justify="space-between">
        <Title order={2} style={{ overflowWrap: 'anywhere' }}>
          {supplyGroupCode} <bdi>{name}</bdi>
        </Title>
        <OpenKey group={supplyGroupCode} />
      </Group>
      {own.length === 0 ? <Text c="dimmed">{t('keys.no-keys')}</Text> : <KeyTable group={supplyGroupCode} keys={own} />}
      {own.length > 0 && <TimeLine group={supplyGroupCode} keys={own} asOf={asOf} />}
    </Stack>
  );
}
