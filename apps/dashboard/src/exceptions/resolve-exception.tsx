import { NativeSelect, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { exceptionDecision, type ExceptionAnswer } from '@openprepay/contracts/http/telemetry-exceptions';
import { telemetry } from '../api/telemetry.js';
import { useMay } from '../session/use-may.js';
import { FormAction } from '../ui/form-action.js';
import { formDecimal, formText, needed } from '../ui/form-text.js';
import { ReasonField } from '../ui/reason-field.js';

const DECISIONS = exceptionDecision.options;
type Decision = (typeof DECISIONS)[number];

/** Says what to make of a reading that cannot be believed; what was measured stays as it is. */
export function ResolveException({ exception: { exceptionId } }: { readonly exception: ExceptionAnswer }) {
  const { t } = useTranslation();
  const mayResolve = useMay('operator', 'engineer');
  const queries = useQueryClient();
  if (!mayResolve) return '–';
  const resolve = (form: FormData): Promise<unknown> => {
    const decision = DECISIONS.find((known) => known === formText(form, 'decision')) ?? 'accept';
    const value = decision === 'replace' ? { value: formDecimal(form, 'value') } : {};
    return telemetry.resolveException({ params: { exceptionId }, body: { decision, ...value, reason: formText(form, 'reason') } });
  };
  return (
    <FormAction
      label={t('exceptions.resolve')}
      variant="default"
      size="xs"
      send={resolve}
      onDone={() => Promise.all(['exceptions', 'meter-series'].map((key) => queries.invalidateQueries({ queryKey: [key] })))}
    >
      {(wrong) => <Fields wrong={wrong} />}
    </FormAction>
  );
}

function Fields({ wrong }: { readonly wrong: Readonly<Record<string, string>> }) {
  const { t } = useTranslation();
  const [decision, setDecision] = useState<Decision>('accept');
  return (
    <>
      <NativeSelect
        name="decision"
        label={t('exceptions.decision')}
        value={decision}
        data={DECISIONS.map((value) => ({ value, label: t(`exceptions.decisions.${value}`) }))}
        onChange={({ currentTarget }) => setDecision(DECISIONS.find((known) => known === currentTarget.value) ?? 'accept')}
        data-autofocus
      />
      <Text size="sm">{t(`exceptions.means.${decision}`)}</Text>
      {decision === 'replace' && (
        <TextInput {...needed} name="value" label={t('exceptions.new-value')} inputMode="decimal" error={wrong['value']} />
      )}
      <ReasonField wrong={wrong['reason']} />
    </>
  );
}
