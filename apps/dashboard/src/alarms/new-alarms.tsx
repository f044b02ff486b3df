import { Text } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveEvents } from '../live/live.js';
import { Instant } from '../ui/instant.js';
import { useFormat } from '../ui/use-format.js';
import { type Newest, newestOf } from './newest.js';
import { KINDS } from './severity.js';

/** Says aloud what has just come; one sentence however many they are. */
export function NewAlarms() {
  const sentence = useSentence();
  const [newest, setNewest] = useState<Newest>();
  useLiveEvents(useCallback((events) => setNewest((before) => newestOf(before, events)), []));
  return (
    <div aria-live="polite" data-testid="new-alarms">
      {newest !== undefined && (
        <Text size="sm" fw={600}>
          {sentence(newest)} <Instant at={newest.at} short />
        </Text>
      )}
    </div>
  );
}

function useSentence(): (newest: Newest) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (newest) => {
    if (newest.what !== 'alarm') {
      const { networkNode, meters, left = 0 } = newest;
      if (left > 0) return t('alarms.storm-ended-left', { networkNode, left: format.count(left) });
      return t(`alarms.${newest.what}`, { networkNode, meters: format.count(meters) });
    }
    const { count, meterNumber } = newest;
    const kind = KINDS.find((known) => known === newest.kind);
    return t('alarms.came', { count, meterNumber, kind: kind === undefined ? newest.kind : t(`alarms.kinds.${kind}`) });
  };
}
