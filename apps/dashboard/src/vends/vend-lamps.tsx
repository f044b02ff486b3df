import { useTranslation } from 'react-i18next';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import { Lamp, type LampState } from '../ui/lamp.js';

type Stands = VendAnswer['state'] | 'stuck';

const SALE: Readonly<Record<Stands, LampState>> = {
  'awaiting-token': 'unknown',
  completed: 'good',
  reversed: 'unknown',
  failed: 'bad',
  stuck: 'warning',
};
const METER: Readonly<Record<VendAnswer['delivery']['state'], LampState>> = { none: 'unknown', credited: 'good', rejected: 'bad' };

interface VendLampProps {
  readonly vend: Pick<VendAnswer, 'state' | 'stuckSince' | 'delivery'>;
}

/** How far the sale is. */
export function SaleLamp({ vend }: VendLampProps) {
  const { t } = useTranslation();
  const stands: Stands = vend.state === 'awaiting-token' && vend.stuckSince !== undefined ? 'stuck' : vend.state;
  return <Lamp state={SALE[stands]}>{t(`vends.states.${stands}`)}</Lamp>;
}

/** What the meter said of it; nothing of a sale without a token. */
export function MeterLamp({ vend }: VendLampProps) {
  const { t } = useTranslation();
  if (vend.state !== 'completed') return null;
  return <Lamp state={METER[vend.delivery.state]}>{t(`vends.delivery.${vend.delivery.state}`)}</Lamp>;
}
