import { useTranslation } from 'react-i18next';
import { useLiveState } from '../live/live.js';
import { mayFollow } from '../session/screens.js';
import { useMe } from '../session/use-session.js';
import { Lamp } from '../ui/lamp.js';
import classes from './live-mark.module.css';

const LAMPS = { connecting: 'unknown', live: 'good', lost: 'bad' } as const;

/** Whether what is shown follows what happens; nothing for those whom the stream tells nothing. */
export function LiveMark() {
  const { t } = useTranslation();
  const { roles } = useMe();
  const state = useLiveState();
  if (!mayFollow(roles)) return null;
  return (
    <div role="status" className={classes['mark']} data-testid="live-state" data-state={state}>
      <Lamp state={LAMPS[state]}>{t(`live.${state}`)}</Lamp>
    </div>
  );
}
