import { NativeSelect, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { billing } from '../api/billing.js';
import { useMay } from '../session/use-may.js';
import { FormAction } from '../ui/form-action.js';
import { formText } from '../ui/form-text.js';
import { Notice } from '../ui/notice.js';
import type { CodeSummary } from './versions.js';

/** The tariff of meters whose account names none: one for each commodity. */
export function DefaultTariff({ summaries }: { readonly summaries: readonly CodeSummary[] }) {
  const { t } = useTranslation();
  const mayChange = useMay('clerk');
  const queries = useQueryClient();
  const [named, setNamed] = useState<string>();
  if (!mayChange) return null;
  const change = async (form: FormData): Promise<void> => {
    const chosen = summaries.find(({ code }) => code === formText(form, 'tariffCode'));
    if (chosen === undefined) return;
    await billing.changeDefaultTariff({ params: { commodity: chosen.newest.commodity }, body: { tariffCode: chosen.code } });
    setNamed(t('tariffs.default-named', { code: chosen.code, commodity: t(`tariffs.of.${chosen.newest.commodity}`) }));
  };
  return (
    <>
      <FormAction
        label={t('tariffs.name-default')}
        variant="default"
        size="xs"
        send={change}
        onDone={() => queries.invalidateQueries({ queryKey: ['billing'] })}
      >
        {(wrong) => (
          <>
            <Text size="sm">{t('tariffs.default-why')}</Text>
            <NativeSelect
              name="tariffCode"
              label={t('tariffs.code')}
              error={wrong['tariffCode']}
              data={summaries.map(({ code, newest }) => ({ value: code, label: `${code} (${t(`tariffs.of.${newest.commodity}`)})` }))}
            />
          </>
        )}
      </FormAction>
      {named !== undefined && <Notice title={named}>{t('accounts.from-next-sale')}</Notice>}
    </>
  );
}
