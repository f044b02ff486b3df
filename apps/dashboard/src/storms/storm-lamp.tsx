import { useTranslation } from 'react-i18next';
import { Lamp } from '../ui/lamp.js';
import type { StormState } from './queries.js';

const LAMPS = { open: 'bad', ended: 'good' } as const;

export function StormLamp({ state }: { readonly state: StormState }) {
  const { t } = useTranslation();
  return <Lamp state={LAMPS[state]}>{t(`storms.states.${state}`)}</Lamp>;
}
