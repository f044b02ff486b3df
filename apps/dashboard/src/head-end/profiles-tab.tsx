import { Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { DeviceProfileAnswer } from '@openprepay/contracts/http/telemetry-device-profiles';
import { useMay } from '../session/use-may.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { ListView } from '../ui/list-view.js';
import { writtenRegisters, writtenSource } from './mapping.js';
import { CreateProfile, MendProfile } from './profile-forms.js';
import { profilesQuery } from './queries.js';

export function ProfilesTab() {
  const { t } = useTranslation();
  const profiles = useInfiniteQuery(profilesQuery);
  const isEngineer = useMay('engineer');
  const columns = useColumns(isEngineer);
  return (
    <Stack gap="md">
      <Text size="sm">{t('head-end.profiles-why')}</Text>
      {isEngineer && (
        <Group>
          <CreateProfile />
        </Group>
      )}
      <ListView query={profiles} label={t('head-end.tab.profiles')} empty={<Text c="dimmed">{t('head-end.no-profiles')}</Text>}>
        {(rows) => <DataTable caption={t('head-end.tab.profiles')} columns={columns} rows={rows} rowKey={({ code }) => code} />}
      </ListView>
    </Stack>
  );
}

function useColumns(isEngineer: boolean): readonly Column<DeviceProfileAnswer>[] {
  const { t } = useTranslation();
  const columns: readonly Column<DeviceProfileAnswer>[] = [
    { name: 'code', head: t('head-end.code'), cell: ({ code }) => code },
    { name: 'dialect', head: t('head-end.dialect'), cell: ({ dialect }) => dialect },
    { name: 'topics', head: t('head-end.topics'), cell: ({ topics }) => <Lines lines={[...topics.publish, ...topics.subscribe]} /> },
    {
      name: 'registers',
      head: t('head-end.registers'),
      cell: ({ registers }) => <Lines lines={writtenRegisters(registers).split('\n')} />,
    },
    { name: 'credit', head: t('head-end.credit'), cell: ({ credit }) => (credit === undefined ? '–' : writtenSource(credit)) },
    { name: 'zone', head: t('head-end.time-zone'), cell: ({ timeZone }) => timeZone },
    {
      name: 'created',
      head: t('head-end.created'),
      cell: ({ createdAt, createdBy }) => (
        <>
          <Instant at={createdAt} />, <bdi>{createdBy}</bdi>
        </>
      ),
    },
  ];
  if (!isEngineer) return columns;
  return [...columns, { name: 'mend', head: t('head-end.actions'), cell: (profile) => <MendProfile profile={profile} /> }];
}

function Lines({ lines }: { readonly lines: readonly string[] }) {
  return lines.map((line) => (
    <Text key={line} size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
      {line}
    </Text>
  ));
}
