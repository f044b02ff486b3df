import { useTranslation } from 'react-i18next';
import type { AlarmAnswer } from '@openprepay/contracts/http/telemetry-alarms';
import { Lamp } from '../ui/lamp.js';
import { LAMPS, severityOf } from './severity.js';

/** What an alarm is about, with how bad that is. */
export function KindLamp({ alarm: { kind, severity } }: { readonly alarm: AlarmAnswer }) {
  const { t } = useTranslation();
  return <Lamp state={LAMPS[severityOf(severity)]}>{t(`alarms.kinds.${kind}`)}</Lamp>;
}
