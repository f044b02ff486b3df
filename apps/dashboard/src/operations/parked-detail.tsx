import { Code, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ParkedMessageAnswer } from '@openprepay/contracts/http/parked-messages';
import { Dialog } from '../ui/dialog.js';
import { Facts } from '../ui/facts.js';
import { Instant } from '../ui/instant.js';
import { QueryView } from '../ui/query-view.js';
import { useFormat } from '../ui/use-format.js';
import { DecideDiscard } from './decide-discard.js';
import { ParkedLamp } from './parked-lamp.js';
import { parkedMessageQuery } from './queries.js';
import { readable } from './readable.js';
import { SettleParked } from './settle-parked.js';
import type { MessageAt } from './services.js';

interface ParkedDetailProps {
  readonly at: MessageAt;
  readonly onClose: () => void;
}

/** One message with its value, and what can be done about it. */
export function ParkedDetail({ at, onClose }: ParkedDetailProps) {
  const { t } = useTranslation();
  const message = useQuery(parkedMessageQuery(at));
  const title = t('operations.parked.one', { service: at.service });
  return (
    <Dialog onClose={onClose} title={title} size="xl">
      <QueryView query={message} label={title}>
        {(data) => (
          <Stack gap="sm">
            <ParkedLamp state={data.state} />
            <MessageFacts message={data} />
            {data.state === 'awaiting-approval' && <DecideDiscard at={at} message={data} />}
            {(data.state === 'parked' || data.state === 'held') && <SettleParked at={at} message={data} />}
            <Value message={data} />
          </Stack>
        )}
      </QueryView>
    </Dialog>
  );
}

function MessageFacts({ message }: { readonly message: ParkedMessageAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { topic, partition, offset, settledAt, nextReplayAt } = message;
  return (
    <Facts
      facts={[
        [t('operations.parked.why'), `${message.code}: ${message.reason}`],
        [t('operations.parked.type'), message.type],
        [t('operations.parked.event'), message.eventId],
        [t('operations.parked.key'), message.key],
        [t('operations.parked.place'), `${topic}, ${partition}, ${offset} (${t(`operations.parked.direction.${message.direction}`)})`],
        [t('operations.parked.group'), message.group],
        [t('operations.parked.parked-at'), <Instant key="at" at={message.parkedAt} />],
        [t('operations.parked.tries'), format.count(message.tries)],
        [t('operations.parked.next-replay'), nextReplayAt === undefined ? undefined : <Instant key="at" at={nextReplayAt} />],
        [t('operations.settled-at'), settledAt === undefined ? undefined : <Instant key="at" at={settledAt} />],
        [t('operations.settled-by'), message.settledBy],
        [t('operations.settled-reason'), message.settledReason],
      ]}
    />
  );
}

function Value({ message: { value, bytes, headers } }: { readonly message: ParkedMessageAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const named = Object.entries(headers);
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {t('operations.parked.value', { bytes: format.count(bytes) })}
      </Text>
      <Code block tabIndex={0} role="region" aria-label={t('operations.parked.value', { bytes: format.count(bytes) })} mah={320}>
        {readable(value)}
      </Code>
      <Text size="xs" c="dimmed">
        {t('operations.parked.masked')}
      </Text>
      {named.length > 0 && (
        <details>
          <summary>{t('operations.parked.headers')}</summary>
          <Facts facts={named} />
        </details>
      )}
    </Stack>
  );
}
