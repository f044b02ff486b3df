import { Button, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlarmAnswer } from '@openprepay/contracts/http/telemetry-alarms';
import { telemetry } from '../api/telemetry.js';
import { queries } from '../api/queries.js';
import { Dialog } from '../ui/dialog.js';
import { Instant } from '../ui/instant.js';
import { ReasonForm } from '../ui/reason-form.js';

interface ClearAlarmProps {
  readonly alarm: AlarmAnswer;
  /** Whether the api lets whoever looks do it. */
  readonly may: boolean;
}

/** When an alarm ended and why; while it has not, whoever may says why there is nothing left to look at. */
export function ClearAlarm({ alarm, may }: ClearAlarmProps) {
  const { t } = useTranslation();
  const { clearedAt, clearedBy, clearReason } = alarm;
  if (clearedAt === undefined) return may ? <Clear alarm={alarm} /> : t('alarms.not-yet');
  return (
    <>
      <Text size="sm">
        <bdi>{clearedBy ?? t('alarms.by-itself')}</bdi>, <Instant at={clearedAt} />
      </Text>
      {clearReason !== undefined && (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          <bdi>{clearReason}</bdi>
        </Text>
      )}
    </>
  );
}

function Clear({ alarm: { alarmId, kind, meterNumber } }: { readonly alarm: AlarmAnswer }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const clear = useMutation({
    mutationFn: (reason: string) => telemetry.clearAlarm({ params: { alarmId }, body: { reason } }),
    onSuccess: () => setOpen(false),
    // Refused too: somebody else, or the end of its cause, was quicker.
    onSettled: () => queries.invalidateQueries({ queryKey: ['alarms'] }),
  });
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
        {t('alarms.clear')}
      </Button>
      {open && (
        <Dialog title={t('alarms.clear-one', { kind: t(`alarms.kinds.${kind}`), meterNumber })} onClose={() => setOpen(false)}>
          <ReasonForm
            submit={t('alarms.clear')}
            pending={clear.isPending}
            error={clear.error}
            onSend={(reason) => clear.mutate(reason)}
            onCancel={() => setOpen(false)}
          />
        </Dialog>
      )}
    </>
  );
}
