import { Button, Checkbox, Fieldset, Group, NativeSelect, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { billing } from '../api/billing.js';
import { useRequestKey } from '../api/use-request-key.js';
import { useMay } from '../session/use-may.js';
import { FormAction } from '../ui/form-action.js';
import { needed } from '../ui/form-text.js';
import { useFormat } from '../ui/use-format.js';
import { ReasonField } from '../ui/reason-field.js';
import { correctionOf, FEWEST_LINES, MOST_LINES, SIDES } from './correction-form.js';

const MAX_ACCOUNT_LENGTH = 80;
const MAX_REFERENCE_LENGTH = 200;

interface Fields {
  /** What was wrong, by field as the contract spells it. */
  readonly wrong: Readonly<Record<string, string>>;
}

/** Asks for an entry that mends another; the same wish sent twice is one. */
export function AskForCorrection() {
  const { t } = useTranslation();
  const mayAsk = useMay('clerk');
  const queries = useQueryClient();
  const keys = useRequestKey();
  const [lineCount, setLineCount] = useState(FEWEST_LINES);
  if (!mayAsk) return null;
  const ask = async (form: FormData): Promise<void> => {
    const { lines, ...wish } = correctionOf(form, lineCount);
    const body = { ...wish, lines: [...lines] };
    await billing.askForCorrection({ headers: { 'idempotency-key': keys.of(body) }, body });
    keys.done();
    setLineCount(FEWEST_LINES);
  };
  return (
    <FormAction label={t('corrections.ask')} size="xs" send={ask} onDone={() => queries.invalidateQueries({ queryKey: ['billing'] })}>
      {(wrong) => (
        <>
          <Text size="sm">{t('corrections.ask-why')}</Text>
          {Array.from({ length: lineCount }, (_, place) => (
            <LineFields key={place} place={place} wrong={wrong} />
          ))}
          <LineCount lineCount={lineCount} onChange={setLineCount} />
          <WhyFields wrong={wrong} />
        </>
      )}
    </FormAction>
  );
}

function LineFields({ place, wrong }: Fields & { readonly place: number }) {
  const { t } = useTranslation();
  const { currency } = useFormat();
  const number = place + 1;
  return (
    <Fieldset legend={t('corrections.line', { number })} p="xs">
      <TextInput
        {...needed}
        name={`account-${place}`}
        label={t('corrections.account', { number })}
        maxLength={MAX_ACCOUNT_LENGTH}
        error={wrong[`lines.${place}.account`]}
      />
      <Group grow mt="xs" align="start">
        <NativeSelect
          name={`side-${place}`}
          label={t('corrections.side', { number })}
          defaultValue={place === 0 ? 'debit' : 'credit'}
          data={SIDES.map((value) => ({ value, label: t(`ledger.${value}`) }))}
        />
        <TextInput
          {...needed}
          name={`amount-${place}`}
          label={t('corrections.amount', { number })}
          inputMode="decimal"
          rightSection={currency}
          rightSectionWidth={56}
          error={wrong[`lines.${place}.amount`]}
        />
      </Group>
    </Fieldset>
  );
}

function LineCount({ lineCount, onChange }: { readonly lineCount: number; readonly onChange: (lineCount: number) => void }) {
  const { t } = useTranslation();
  return (
    <Group gap="xs">
      <Button size="compact-xs" variant="default" disabled={lineCount >= MOST_LINES} onClick={() => onChange(lineCount + 1)}>
        {t('corrections.add-line')}
      </Button>
      <Button size="compact-xs" variant="default" disabled={lineCount <= FEWEST_LINES} onClick={() => onChange(lineCount - 1)}>
        {t('corrections.drop-line')}
      </Button>
    </Group>
  );
}

function WhyFields({ wrong }: Fields) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        name="corrects"
        label={t('corrections.corrects')}
        autoComplete="off"
        maxLength={MAX_REFERENCE_LENGTH}
        error={wrong['corrects']}
      />
      <Checkbox name="again" label={t('corrections.again')} />
      <ReasonField wrong={wrong['reason']} />
    </>
  );
}
