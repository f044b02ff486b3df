import { Checkbox, NativeSelect, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type AlarmRuleAnswer, MAX_FOR_SECONDS } from '@openprepay/contracts/http/telemetry-alarm-rules';
import { telemetry } from '../api/telemetry.js';
import { FormAction } from '../ui/form-action.js';
import { ruleOf } from './rule-form.js';
import { severityOf } from './severity.js';

const RANKS = [1, 2, 3, 4] as const;

/** Says from where on, and after how long, something is an alarm; alarms that were raised stay as they are. */
export function SetRule({ rule }: { readonly rule: AlarmRuleAnswer }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return (
    <FormAction
      label={t('alarms.rules.set', { kind: t(`alarms.kinds.${rule.kind}`) })}
      variant="default"
      size="xs"
      send={(form) => telemetry.setAlarmRule({ params: { kind: rule.kind }, body: ruleOf(form) })}
      onDone={() => queries.invalidateQueries({ queryKey: ['alarm-rules'] })}
    >
      {(wrong) => <Fields rule={rule} wrong={wrong} />}
    </FormAction>
  );
}

interface FieldsProps {
  readonly rule: AlarmRuleAnswer;
  readonly wrong: Readonly<Record<string, string>>;
}

function Fields({ rule: { enabled, severity, threshold, unit, forSeconds }, wrong }: FieldsProps) {
  const { t } = useTranslation();
  const ranks = RANKS.map((rank) => ({
    value: String(rank),
    label: t('alarms.rules.rank', { rank, severity: t(`alarms.severities.${severityOf(rank)}`) }),
  }));
  return (
    <>
      <Checkbox name="enabled" label={t('alarms.rules.on')} defaultChecked={enabled} data-autofocus />
      <NativeSelect name="severity" label={t('alarms.severity')} data={ranks} defaultValue={String(severity)} error={wrong['severity']} />
      {unit !== undefined && (
        <TextInput
          name="threshold"
          label={t('alarms.rules.threshold-in', { unit })}
          defaultValue={threshold}
          inputMode="decimal"
          autoComplete="off"
          error={wrong['threshold']}
        />
      )}
      <TextInput
        name="forSeconds"
        type="number"
        min={0}
        max={MAX_FOR_SECONDS}
        step={1}
        label={t('alarms.rules.for')}
        defaultValue={forSeconds}
        error={wrong['forSeconds']}
      />
      <Text size="sm">{t('alarms.rules.empty-why')}</Text>
    </>
  );
}
