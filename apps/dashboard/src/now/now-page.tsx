import { Group, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ALARM_EVENTS } from '../alarms/events.js';
import { useReadAgain } from '../live/live.js';
import { useMay, useMayOpen } from '../session/use-may.js';
import { Page } from '../ui/page.js';
import { FleetToday } from './fleet-today.js';
import { Funnel } from './funnel.js';
import { LastVends } from './last-vends.js';
import { OpenAlarms } from './open-alarms.js';
import { Parked } from './parked.js';
import { SalesToday } from './sales-today.js';
import { Services } from './services.js';
import { VendsAMinute } from './vends-a-minute.js';
import classes from './now-page.module.css';

const SOLD = ['vend', 'vend-failed'] as const;
const SOLD_KEYS = ['sales', 'vends'];
const FLEET = [...ALARM_EVENTS, 'presence', 'delivery'] as const;
const FLEET_KEYS = ['fleet'];

/** What goes on: figures are read again as events come, never counted along. */
export function NowPage() {
  const { t } = useTranslation();
  const maySeeFleet = useMay('operator', 'engineer', 'clerk');
  const mayOpen = useMayOpen();
  useReadAgain(SOLD, SOLD_KEYS);
  useReadAgain(FLEET, FLEET_KEYS);
  return (
    <Page title={t('screen.now')} actions={<Services />}>
      <Stack gap="md">
        <Group align="stretch" gap="sm">
          <SalesToday.Figures />
          <VendsAMinute />
        </Group>
        {maySeeFleet && (
          <Group align="stretch" gap="sm">
            <FleetToday />
            <OpenAlarms />
            {mayOpen('operations') && <Parked />}
          </Group>
        )}
        <div className={classes['columns']}>
          <Stack gap="md">
            <SalesToday.Curve />
            {maySeeFleet && <Funnel />}
          </Stack>
          <LastVends />
        </div>
      </Stack>
    </Page>
  );
}
