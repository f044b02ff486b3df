import { useTranslation } from 'react-i18next';
import type { AlarmAnswer } from '@openprepay/contracts/http/telemetry-alarms';
import { Lamp } from '../ui/lamp.js';
import { LAMPS, SEVERITIES } from './severity.js';

/** What an alarm is about, with how bad that is. */
export function KindLamp({ kind }: { readonly kind: AlarmAnswer['kind'] }) {
  const { t } = useTranslation();
  return <Lamp state={LAMPS[SEVERITIES[kind]]}>{t(`alarms.kinds.${kind}`)}</Lamp>;
}
