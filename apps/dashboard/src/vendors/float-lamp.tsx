import { useTranslation } from 'react-i18next';
import type { VendorAnswer } from '@openprepay/contracts/http/vending-vendors';
import { Lamp, type LampState } from '../ui/lamp.js';
import { type FloatStands, standsOf } from './floats.js';

const LAMPS: Readonly<Record<FloatStands, LampState>> = { empty: 'bad', credit: 'warning', deposits: 'good' };

export function FloatLamp({ vendor }: { readonly vendor: VendorAnswer }) {
  const { t } = useTranslation();
  const stands = standsOf(vendor);
  return <Lamp state={LAMPS[stands]}>{t(`vendors.stands.${stands}`)}</Lamp>;
}
