import { Checkbox, Stack, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { TokenPolicyAnswer } from '@openprepay/contracts/http/vending-tokens';
import { vending } from '../api/vending.js';
import { KeyChangePolicy } from '../policies/key-change-policy.js';
import { ReversalPolicy } from '../policies/reversal-policy.js';
import { useMay } from '../session/use-may.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { FormAction } from '../ui/form-action.js';
import { QueryView } from '../ui/query-view.js';
import { useFormat } from '../ui/use-format.js';
import { ORDER_KINDS, type OrderKind, policyOf } from './order-form.js';
import { policyQuery } from './queries.js';

const MOST_A_DAY = 10_000;

/** Which kinds take two people, and how many of each one person may order. */
export function PolicyTab() {
  const { t } = useTranslation();
  const policy = useQuery(policyQuery);
  return (
    <Stack align="stretch">
      <Text size="sm">{t('tokens.policy.why')}</Text>
      <QueryView query={policy} label={t('tokens.tab.policy')} lines={6}>
        {(read) => (
          <>
            <div>
              <ChangePolicy policy={read} />
            </div>
            <PolicyTable policy={read} />
          </>
        )}
      </QueryView>
      <ReversalPolicy />
      <KeyChangePolicy />
    </Stack>
  );
}

interface OfPolicy {
  readonly policy: TokenPolicyAnswer;
}

const limitOf = ({ limits }: TokenPolicyAnswer, kind: OrderKind): number | undefined =>
  limits.find((limit) => limit.kind === kind)?.perUserPerDay;

function PolicyTable({ policy }: OfPolicy) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns: readonly Column<OrderKind>[] = [
    { name: 'kind', head: t('tokens.kind'), cell: (kind) => t(`tokens.kinds.${kind}`) },
    {
      name: 'people',
      head: t('tokens.policy.people'),
      cell: (kind) => t(`tokens.policy.${policy.approval.includes(kind) ? 'two' : 'one'}`),
    },
    {
      name: 'limit',
      head: t('tokens.policy.limit'),
      numeric: true,
      cell: (kind) => {
        const limit = limitOf(policy, kind);
        return limit === undefined ? t('tokens.policy.no-limit') : format.count(limit);
      },
    },
  ];
  return <DataTable caption={t('tokens.tab.policy')} columns={columns} rows={ORDER_KINDS} rowKey={(kind) => kind} />;
}

function ChangePolicy({ policy }: OfPolicy) {
  const { t } = useTranslation();
  // An administrator, whom the api lets do it alone.
  const mayChange = useMay();
  const queries = useQueryClient();
  if (!mayChange) return null;
  return (
    <FormAction
      label={t('tokens.policy.change')}
      variant="default"
      size="xs"
      send={(form) => vending.changeTokenPolicy({ body: policyOf(form) })}
      onDone={() => queries.invalidateQueries({ queryKey: ['tokens'] })}
    >
      {() => ORDER_KINDS.map((kind) => <KindFields key={kind} kind={kind} policy={policy} />)}
    </FormAction>
  );
}

function KindFields({ kind, policy }: OfPolicy & { readonly kind: OrderKind }) {
  const { t } = useTranslation();
  const name = t(`tokens.kinds.${kind}`);
  return (
    <Stack gap={4} component="fieldset" m={0} p="xs" style={{ border: '1px solid var(--mantine-color-default-border)' }}>
      <Text size="sm" fw={600} component="legend">
        {name}
      </Text>
      <Checkbox name={`approval.${kind}`} label={t('tokens.policy.two')} defaultChecked={policy.approval.includes(kind)} />
      <TextInput
        name={`limit.${kind}`}
        type="number"
        min={0}
        max={MOST_A_DAY}
        step={1}
        label={t('tokens.policy.limit')}
        placeholder={t('tokens.policy.no-limit')}
        defaultValue={limitOf(policy, kind)}
        autoComplete="off"
      />
    </Stack>
  );
}
