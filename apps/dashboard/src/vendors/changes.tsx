import { Button, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VendorChangeAnswer } from '@openprepay/contracts/http/vending-floats';
import { vending } from '../api/vending.js';
import { failureOf } from '../api/failure.js';
import { CommissionRules } from '../commissions/commission-rules.js';
import { useMe } from '../session/use-session.js';
import { FailureAlert } from '../ui/failure-alert.js';
import { Instant } from '../ui/instant.js';
import { QueryView } from '../ui/query-view.js';
import { useFormat } from '../ui/use-format.js';
import { changesAwaiting, floatsChanged } from './queries.js';

const MAX_REASON_LENGTH = 500;

/** What one person has asked for and another has to decide on; nothing is shown where nothing waits. */
export function Changes({ vendorId }: { readonly vendorId: string }) {
  const { t } = useTranslation();
  const changes = useQuery(changesAwaiting(vendorId));
  return (
    <QueryView query={changes} label={t('vendors.changes.title')} lines={1} isEmpty={(items) => items.length === 0} empty={<></>}>
      {(items) => (
        <Paper withBorder p="md" component="section">
          <Stack gap="md">
            <Title order={2}>{t('vendors.changes.title')}</Title>
            {items.map((change) => (
              <Change key={change.changeId} change={change} vendorId={vendorId} />
            ))}
          </Stack>
        </Paper>
      )}
    </QueryView>
  );
}

function Change({ change, vendorId }: { readonly change: VendorChangeAnswer; readonly vendorId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { amount, floatLimit, reference, commission, effectiveFrom, requestedBy, requestedAt, currency } = change;
  const money = format.money(amount ?? floatLimit ?? '0', currency);
  return (
    <Stack gap={4}>
      <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
        {t(`vendors.changes.${change.change}`, { money, reference })}
      </Text>
      {commission !== undefined && (
        <Text size="sm" component="div">
          <CommissionRules commission={commission} currency={currency} />
          {effectiveFrom !== undefined && (
            <>
              {t('commissions.from')} <Instant at={effectiveFrom} />
            </>
          )}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {t('vendors.changes.asked', requestedBy)}, <Instant at={requestedAt} />
      </Text>
      <Deciding change={change} vendorId={vendorId} />
    </Stack>
  );
}

type Asked = 'nothing' | 'approve' | 'refuse';
type Decision = { readonly approve: true } | { readonly approve: false; readonly reason: string };

function Deciding({ change: { changeId, requestedBy }, vendorId }: { readonly change: VendorChangeAnswer; readonly vendorId: string }) {
  const { t } = useTranslation();
  const { userId, roles } = useMe();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Asked>('nothing');
  const deciding = useMutation({
    mutationFn: (decision: Decision) =>
      decision.approve
        ? vending.approveVendorChange({ params: { changeId } })
        : vending.refuseVendorChange({ params: { changeId }, body: { reason: decision.reason } }),
    onSettled: () => floatsChanged(queries, vendorId),
  });
  const mayRefuse = ['operator', 'clerk', 'admin'].some((role) => roles.includes(role as 'operator'));
  const inTheWay = hindranceOf(requestedBy.subject === userId, roles);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const reason = new FormData(event.currentTarget).get('reason');
    deciding.mutate(asked === 'approve' ? { approve: true } : { approve: false, reason: typeof reason === 'string' ? reason.trim() : '' });
  };
  return (
    <Stack gap="xs">
      {inTheWay !== undefined && <Text size="sm">{t(`vendors.changes.${inTheWay}`)}</Text>}
      {asked === 'nothing' ? (
        <Group gap="xs">
          {inTheWay === undefined && (
            <Button size="xs" onClick={() => setAsked('approve')}>
              {t('vendors.changes.approve')}
            </Button>
          )}
          {mayRefuse && (
            <Button size="xs" variant="default" onClick={() => setAsked('refuse')}>
              {t('vendors.changes.refuse')}
            </Button>
          )}
        </Group>
      ) : (
        <form onSubmit={submit}>
          <Sure asked={asked} pending={deciding.isPending} back={() => setAsked('nothing')} />
        </form>
      )}
      {deciding.error !== null && <FailureAlert failure={failureOf(deciding.error)} />}
    </Stack>
  );
}

interface SureProps {
  readonly asked: Exclude<Asked, 'nothing'>;
  readonly pending: boolean;
  readonly back: () => void;
}

/** Asks once more, and why where it is refused. */
function Sure({ asked, pending, back }: SureProps) {
  const { t } = useTranslation();
  return (
    <Stack gap="xs">
      {asked === 'refuse' && (
        <TextInput
          name="reason"
          label={t('vendors.changes.reason')}
          required
          withAsterisk={false}
          maxLength={MAX_REASON_LENGTH}
          autoComplete="off"
        />
      )}
      <Group gap="xs">
        <Button type="submit" size="xs" color={asked === 'refuse' ? 'red' : 'petrol'} loading={pending}>
          {t(`vendors.changes.${asked}-sure`)}
        </Button>
        <Button size="xs" variant="default" onClick={back}>
          {t('vendors.changes.back')}
        </Button>
      </Group>
    </Stack>
  );
}

/** Why somebody is not the second person. */
function hindranceOf(own: boolean, roles: readonly string[]): 'not-yours' | 'not-your-role' | undefined {
  if (own) return 'not-yours';
  return roles.includes('operator') && !roles.includes('admin') ? undefined : 'not-your-role';
}
