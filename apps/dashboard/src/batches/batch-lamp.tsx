import { useTranslation } from 'react-i18next';
import { Lamp } from '../ui/lamp.js';
import type { BatchState } from './queries.js';

export function BatchLamp({ state }: { readonly state: BatchState }) {
  const { t } = useTranslation();
  return <Lamp state={state === 'open' ? 'good' : 'unknown'}>{t(`batches.states.${state}`)}</Lamp>;
}
