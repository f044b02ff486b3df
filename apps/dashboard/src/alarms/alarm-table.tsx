import { Button, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AlarmAnswer } from '@openprepay/contracts/http/telemetry-alarms';
import { telemetry } from '../api/telemetry.js';
import { codeOf, failureOf } from '../api/failure.js';
import { queries } from '../api/queries.js';
import { useMay } from '../session/use-may.js';
import { AnchorLink } from '../ui/anchor-link.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { FailureAlert } from '../ui/failure-alert.js';
import { Instant } from '../ui/instant.js';
import { KindLamp } from './kind-lamp.js';
import { ClearAlarm } from './clear-alarm.js';
import { severityOf } from './severity.js';

export function AlarmTable({ alarms }: { readonly alarms: readonly AlarmAnswer[] }) {
  const { t } = useTranslation();
  const acknowledge = useAcknowledge();
  const columns = useColumns(acknowledge);
  return (
    <Stack gap="xs">
      {acknowledge.error !== null && <FailureAlert failure={failureOf(acknowledge.error)} />}
      <DataTable caption={t('screen.alarms')} columns={columns} rows={alarms} rowKey={({ alarmId }) => alarmId} />
    </Stack>
  );
}

/** Read again also where it was refused: somebody else was quicker. */
const useAcknowledge = () =>
  useMutation({
    mutationFn: async (alarmId: string) => (await telemetry.acknowledgeAlarm({ params: { alarmId } })).body,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['alarms'] }),
    onError: (error) =>
      codeOf(error) === 'telemetry.alarm_acknowledged' ? queries.invalidateQueries({ queryKey: ['alarms'] }) : undefined,
  });

function useColumns(acknowledge: ReturnType<typeof useAcknowledge>): readonly Column<AlarmAnswer>[] {
  const { t } = useTranslation();
  const mayAcknowledge = useMay('operator', 'engineer');
  return [
    { name: 'kind', head: t('alarms.kind'), cell: (alarm) => <WithStorm alarm={alarm} /> },
    { name: 'severity', head: t('alarms.severity'), cell: ({ severity }) => t(`alarms.severities.${severityOf(severity)}`) },
    {
      name: 'meter',
      head: t('alarms.meter'),
      cell: ({ meterNumber }) => (
        <AnchorLink to="/meters/$meterNumber" params={{ meterNumber }}>
          {meterNumber}
        </AnchorLink>
      ),
    },
    { name: 'raised', head: t('alarms.raised'), cell: ({ raisedAt }) => <Instant at={raisedAt} /> },
    {
      name: 'meter-time',
      head: t('alarms.meter-time'),
      cell: ({ meterTime }) => (meterTime === undefined ? '–' : <Instant at={meterTime} />),
    },
    {
      name: 'acknowledged',
      head: t('alarms.acknowledged'),
      cell: (alarm) => <Acknowledged alarm={alarm} acknowledge={mayAcknowledge ? acknowledge : undefined} />,
    },
    { name: 'cleared', head: t('alarms.cleared'), cell: (alarm) => <ClearAlarm alarm={alarm} may={mayAcknowledge} /> },
  ];
}

/** Of a meter that went silent with many others, the way to all of them. */
function WithStorm({ alarm }: { readonly alarm: AlarmAnswer }) {
  const { t } = useTranslation();
  const { stormId } = alarm;
  return (
    <>
      <KindLamp alarm={alarm} />
      {stormId !== undefined && (
        <Text size="sm">
          <AnchorLink to="/alarms/storms/$stormId" params={{ stormId }}>
            {t('storms.of-storm')}
          </AnchorLink>
        </Text>
      )}
    </>
  );
}

interface AcknowledgedProps {
  readonly alarm: AlarmAnswer;
  /** Absent for whom the api refuses it to. */
  readonly acknowledge: ReturnType<typeof useAcknowledge> | undefined;
}

function Acknowledged({ alarm, acknowledge }: AcknowledgedProps) {
  const { t } = useTranslation();
  const { alarmId, acknowledgedAt, acknowledgedBy } = alarm;
  if (acknowledgedAt !== undefined) {
    return (
      <Text size="sm">
        {acknowledgedBy}, <Instant at={acknowledgedAt} />
      </Text>
    );
  }
  if (acknowledge === undefined || alarm.state === 'cleared') return t('alarms.not-yet');
  const isThis = acknowledge.isPending && acknowledge.variables === alarmId;
  return (
    <Button size="compact-sm" variant="light" loading={isThis} disabled={acknowledge.isPending} onClick={() => acknowledge.mutate(alarmId)}>
      {t('alarms.acknowledge')}
    </Button>
  );
}
