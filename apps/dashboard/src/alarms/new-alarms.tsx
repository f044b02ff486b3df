import { Text } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { memberText } from '@openprepay/contracts/open-enum';
import type { LiveStreamEvent } from '@openprepay/contracts/http/stream';
import { useLiveEvents } from '../live/live.js';
import { Instant } from '../ui/instant.js';
import { KINDS } from './severity.js';

interface Newest {
  readonly meterNumber: string;
  readonly kind: string;
  readonly at: string;
  /** How many came since the page was opened. */
  readonly count: number;
}

/** Says aloud what has just come; one sentence however many they are. */
export function NewAlarms() {
  const { t } = useTranslation();
  const [newest, setNewest] = useState<Newest>();
  useLiveEvents(useCallback((events) => setNewest((before) => withNew(before, events)), []));
  const kind = KINDS.find((known) => known === newest?.kind);
  return (
    <div aria-live="polite" data-testid="new-alarms">
      {newest !== undefined && (
        <Text size="sm" fw={600}>
          {t('alarms.came', {
            count: newest.count,
            kind: kind === undefined ? newest.kind : t(`alarms.kinds.${kind}`),
            meterNumber: newest.meterNumber,
          })}{' '}
          <Instant at={newest.at} short />
        </Text>
      )}
    </div>
  );
}

function withNew(before: Newest | undefined, events: readonly LiveStreamEvent[]): Newest | undefined {
  const alarms = events.filter((event) => event.event === 'alarm');
  const last = alarms.at(-1)?.data;
  if (last === undefined) return before;
  return {
    meterNumber: last.meterNumber,
    kind: memberText(last.kind),
    at: new Date(last.raisedAt).toISOString(),
    count: (before?.count ?? 0) + alarms.length,
  };
}
