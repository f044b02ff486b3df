import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DeliveryAnswer } from '@openprepay/contracts/http/telemetry-fleet';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import { Instant } from '../ui/instant.js';
import { useFormat } from '../ui/use-format.js';
import { stepsOf, type Step } from './timeline-steps.js';
import classes from './timeline.module.css';

const MARKS: Readonly<Record<Step['how'], string>> = { reached: '●', pending: '○', unknown: '○', stuck: '▲', bad: '■' };
const TO_COME: readonly Step['how'][] = ['pending', 'unknown'];

interface TimelineProps {
  readonly vend: VendAnswer;
  /** Of its tokens; absent where none was made, or for whom the head-end does not tell. */
  readonly sent: DeliveryAnswer | undefined;
}

/** One sale from the till to the meter: what happened, when, and what is still to come. */
export function Timeline({ vend, sent }: TimelineProps) {
  const { t } = useTranslation();
  const note = useNote(vend, sent);
  return (
    <Paper withBorder p="md">
      <Title order={2} mb="md">
        {t('vends.timeline.title')}
      </Title>
      <ol className={classes['steps']}>
        {stepsOf(vend, sent).map((step) => (
          <li key={step.name} className={`${classes['step']} ${TO_COME.includes(step.how) ? classes['ahead'] : ''}`}>
            <span aria-hidden="true" className={`${classes['mark']} ${classes[step.how]}`}>
              {MARKS[step.how]}
            </span>
            <Stack gap={0}>
              <Group gap="0 0.6rem" align="baseline">
                <Text fw={600} c={TO_COME.includes(step.how) ? 'dimmed' : 'inherit'}>
                  {t(`vends.timeline.${step.name}`)}
                </Text>
                <Text size="sm" c="dimmed">
                  {step.at === undefined ? t(`vends.timeline.${withoutTime(step)}`) : <Instant at={step.at} />}
                </Text>
              </Group>
              <Text size="sm">{note(step)}</Text>
            </Stack>
          </li>
        ))}
      </ol>
    </Paper>
  );
}

const withoutTime = ({ how }: Step) => (how === 'reached' ? 'no-time' : how === 'stuck' ? 'pending' : how);

function useNote(vend: VendAnswer, told: DeliveryAnswer | undefined): (step: Step) => string | undefined {
  const { t } = useTranslation();
  const format = useFormat();
  const { tender, soldBy, paymentMethod, cancellation, failure, delivery, stuckSince, receiptNumber, units } = vend;
  const ofToken = ({ how }: Step): string | undefined => {
    if (how === 'reached') return undefined;
    if (stuckSince === undefined) return t('vends.timeline.token-waits');
    return t('vends.timeline.token-stuck', { since: format.dateTime(stuckSince) });
  };
  const notes: Readonly<Partial<Record<Step['name'], (step: Step) => string | undefined>>> = {
    accepted: () =>
      t('vends.timeline.accepted-note', {
        money: format.money(tender.amount, tender.currency),
        method: t(`sell.method.${paymentMethod}`),
        soldBy,
      }),
    'cancel-asked': () => cancellation && t('vends.timeline.cancel-note', cancellation),
    'token-issued': ofToken,
    completed: () => (receiptNumber === undefined ? undefined : t('vends.timeline.completed-note', { receiptNumber })),
    failed: () => failure && `${failure.reason} (${failure.code})`,
    sent: ({ how }) => {
      if (how === 'unknown') return t('vends.timeline.sent-unknown');
      if (told !== undefined && told.attempts > 1) return t('vends.timeline.attempts', { times: format.count(told.attempts) });
      return how === 'reached' && told === undefined ? t('vends.timeline.sent-note') : undefined;
    },
    waits: () => (told === undefined ? undefined : t('vends.timeline.given-up-at', { at: format.dateTime(told.expiresAt) })),
    expired: () => t('vends.timeline.expired-note'),
    credited: () =>
      delivery.creditRemaining === undefined
        ? undefined
        : t('vends.timeline.credited-note', { credit: format.quantity({ value: delivery.creditRemaining, unit: units.unit }) }),
    rejected: () => delivery.code,
  };
  return (step) => notes[step.name]?.(step);
}
