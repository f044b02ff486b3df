import { Checkbox, NativeSelect, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReversalPolicyAnswer } from '@openprepay/contracts/http/vending-reversals';
import { vending } from '../api/vending.js';
import { useMay } from '../session/use-may.js';
import { Facts } from '../ui/facts.js';
import { FormAction } from '../ui/form-action.js';
import { needed } from '../ui/form-text.js';
import { QueryView } from '../ui/query-view.js';
import { Section } from '../ui/section.js';
import { useFormat } from '../ui/use-format.js';
import { MOST_MINUTES, REVERSAL_MODES, type ReversalMode, reversalPolicyOf } from './reversal-form.js';
import { reversalPolicyQuery } from './queries.js';

/** Which sales may be taken back, and whether that takes two people. */
export function ReversalPolicy() {
  const { t } = useTranslation();
  const format = useFormat();
  const mayRead = useMay('operator', 'clerk', 'auditor');
  const mayChange = useMay('operator');
  const policy = useQuery({ ...reversalPolicyQuery, enabled: mayRead });
  if (!mayRead) return null;
  return (
    <Section title={t('policies.reversals')} actions={mayChange && policy.data !== undefined && <Change policy={policy.data} />}>
      <QueryView query={policy} label={t('policies.reversals')} lines={2}>
        {({ mode, minutes, approval }) => (
          <Facts
            facts={[
              [t('policies.which'), t(`policies.modes.${mode}`)],
              [t('policies.minutes'), minutes === undefined ? undefined : format.count(minutes)],
              [t('policies.people'), t(approval ? 'policies.two' : 'policies.one')],
            ]}
          />
        )}
      </QueryView>
    </Section>
  );
}

function Change({ policy }: { readonly policy: ReversalPolicyAnswer }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return (
    <FormAction
      label={t('policies.change-reversals')}
      variant="default"
      size="xs"
      send={(form) => vending.changeReversalPolicy({ body: reversalPolicyOf(form) })}
      onDone={() => queries.invalidateQueries({ queryKey: ['policies'] })}
    >
      {(wrong) => <Fields policy={policy} wrong={wrong} />}
    </FormAction>
  );
}

interface FieldsProps {
  readonly policy: ReversalPolicyAnswer;
  readonly wrong: Readonly<Record<string, string>>;
}

function Fields({ policy, wrong }: FieldsProps) {
  const { t } = useTranslation();
  const [mode, setMode] = useState<ReversalMode>(policy.mode);
  return (
    <>
      <NativeSelect
        name="mode"
        label={t('policies.which')}
        value={mode}
        data={REVERSAL_MODES.map((value) => ({ value, label: t(`policies.modes.${value}`) }))}
        onChange={({ currentTarget }) => setMode(REVERSAL_MODES.find((known) => known === currentTarget.value) ?? 'never')}
        data-autofocus
      />
      {mode === 'within-minutes' && (
        <TextInput
          {...needed}
          name="minutes"
          type="number"
          min={1}
          max={MOST_MINUTES}
          step={1}
          label={t('policies.minutes')}
          defaultValue={policy.minutes}
          error={wrong['minutes']}
        />
      )}
      <Checkbox name="approval" label={t('policies.two')} defaultChecked={policy.approval} />
      <Text size="sm">{t('policies.reversals-why')}</Text>
    </>
  );
}
