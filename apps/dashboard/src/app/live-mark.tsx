import { useTranslation } from 'react-i18next';
import { useLiveState } from '../live/live.js';
import { Lamp } from '../ui/lamp.js';

const LAMPS = { connecting: 'unknown', live: 'good', lost: 'bad' } as const;

/** Whether what is shown follows what happens. */
export function LiveMark() {
  const { t } = useTranslation();
  const state = useLiveState();
  return (
    <div role="status" data-testid="live-state" data-state={state}>
      <Lamp state={LAMPS[state]}>{t(`live.${state}`)}</Lamp>
    </div>
  );
}
