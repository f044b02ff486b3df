import { Fieldset, NativeSelect, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CommissionAnswer, type CommissionKind, commissionKinds } from '@openprepay/contracts/http/vending-commissions';
import { vending } from '../api/vending.js';
import { useMay } from '../session/use-may.js';
import { FormAction } from '../ui/form-action.js';
import { needed } from '../ui/form-text.js';
import { useFormat } from '../ui/use-format.js';
import { commissionOf, type CommissionRule, howOf, HOWS, howsOf, rateOf } from './commission-form.js';
import { commissionChanged } from './queries.js';

/** Says what a vendor earns from now or from later on; what was said before is kept. */
export function SetCommission({ now }: { readonly now: CommissionAnswer }) {
  const { t } = useTranslation();
  const { timeZone } = useFormat();
  const maySet = useMay('operator', 'clerk');
  const queries = useQueryClient();
  if (!maySet) return null;
  const { vendorId, currency, commission } = now;
  const set = (form: FormData): Promise<unknown> => {
    const { commission: rules, ...rest } = commissionOf(form, timeZone);
    return vending.setCommission({ params: { vendorId }, body: { commission: [...rules], ...rest } });
  };
  return (
    <FormAction label={t('commissions.set')} variant="default" size="xs" send={set} onDone={() => commissionChanged(queries, vendorId)}>
      {(wrong) => (
        <>
          <Text size="sm">{t('commissions.set-why')}</Text>
          {commissionKinds.map((kind) => (
            <RuleFields key={kind} kind={kind} currency={currency} rule={commission.find((rule) => rule.kind === kind)} />
          ))}
          <TextInput
            name="effectiveFrom"
            type="datetime-local"
            label={t('commissions.from')}
            description={t('commissions.from-why', { timeZone })}
            error={wrong['effectiveFrom']}
          />
        </>
      )}
    </FormAction>
  );
}

interface RuleFieldsProps {
  readonly kind: CommissionKind;
  readonly currency: string;
  /** What it is now. */
  readonly rule: CommissionRule | undefined;
}

function RuleFields({ kind, currency, rule }: RuleFieldsProps) {
  const { t } = useTranslation();
  const [how, setHow] = useState(howOf(rule));
  const what = t(`commissions.kinds.${kind}`);
  return (
    <Fieldset legend={what} p="xs">
      <NativeSelect
        name={`how-${kind}`}
        label={t('commissions.how', { what })}
        value={how}
        data={howsOf(kind).map((value) => ({ value, label: t(`commissions.hows.${value}`) }))}
        onChange={({ currentTarget: { value } }) => setHow(HOWS.find((known) => known === value) ?? 'nothing')}
      />
      {how !== 'nothing' && (
        <TextInput
          {...needed}
          mt="xs"
          name={`rate-${kind}`}
          label={t('commissions.rate', { what })}
          inputMode="decimal"
          defaultValue={rule === undefined ? '' : rateOf(rule)}
          rightSection={how === 'percent' ? '%' : currency}
          rightSectionWidth={56}
        />
      )}
    </Fieldset>
  );
}
