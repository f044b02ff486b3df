import { useTranslation } from 'react-i18next';
import { Lamp, type LampState } from '../ui/lamp.js';
import type { ParkedState } from './services.js';

const LAMPS: Readonly<Record<ParkedState, LampState>> = {
  parked: 'bad',
  held: 'warning',
  'awaiting-approval': 'warning',
  replayed: 'good',
  discarded: 'unknown',
};

export function ParkedLamp({ state }: { readonly state: ParkedState }) {
  const { t } = useTranslation();
  return <Lamp state={LAMPS[state]}>{t(`operations.parked.states.${state}`)}</Lamp>;
}
