import { Group, SimpleGrid, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useReadAgain } from '../live/live.js';
import { Page } from '../ui/page.js';
import { LastVends } from './last-vends.js';
import { OpenAlarms } from './open-alarms.js';
import { SalesToday } from './sales-today.js';
import { Services } from './services.js';

const SOLD = ['vend', 'vend-failed'] as const;
const SOLD_KEYS = ['sales', 'vends'];
const ALARMED = ['alarm'] as const;
const ALARM_KEYS = ['alarms'];

/** What goes on: figures are read again as events come, never counted along. */
export function NowPage() {
  const { t } = useTranslation();
  useReadAgain(SOLD, SOLD_KEYS);
  useReadAgain(ALARMED, ALARM_KEYS);
  return (
    <Page title={t('screen.now')} actions={<Services />}>
      <Stack gap="md">
        <Group align="stretch" gap="sm">
          <SalesToday.Figures />
          <OpenAlarms />
        </Group>
        <SimpleGrid cols={{ base: 1, lg: 2 }}>
          <SalesToday.Curve />
          <LastVends />
        </SimpleGrid>
      </Stack>
    </Page>
  );
}
