import { NativeSelect, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { KeyChangePolicyAnswer } from '@openprepay/contracts/http/vending-key-changes';
import { vending } from '../api/vending.js';
import { useMay } from '../session/use-may.js';
import { FormAction } from '../ui/form-action.js';
import { formText } from '../ui/form-text.js';
import { QueryView } from '../ui/query-view.js';
import { Section } from '../ui/section.js';
import { keyChangePolicyQuery } from './queries.js';

const MODES = ['with-next-vend', 'refuse-when-due', 'campaign-only'] as const satisfies readonly KeyChangePolicyAnswer['mode'][];

/** What a sale does about a meter whose key is being replaced or has ended. */
export function KeyChangePolicy() {
  const { t } = useTranslation();
  const mayRead = useMay('engineer', 'operator', 'auditor');
  // An administrator alone.
  const mayChange = useMay();
  const policy = useQuery({ ...keyChangePolicyQuery, enabled: mayRead });
  if (!mayRead) return null;
  return (
    <Section title={t('policies.key-changes')} actions={mayChange && policy.data !== undefined && <Change mode={policy.data.mode} />}>
      <QueryView query={policy} label={t('policies.key-changes')} lines={2}>
        {({ mode }) => <Text size="sm">{t(`policies.key-modes.${mode}`)}</Text>}
      </QueryView>
    </Section>
  );
}

function Change({ mode }: Pick<KeyChangePolicyAnswer, 'mode'>) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const change = (form: FormData): Promise<unknown> =>
    vending.changeKeyChangePolicy({ body: { mode: MODES.find((known) => known === formText(form, 'mode')) ?? mode } });
  return (
    <FormAction
      label={t('policies.change-key-changes')}
      variant="default"
      size="xs"
      send={change}
      onDone={() => queries.invalidateQueries({ queryKey: ['policies'] })}
    >
      {(wrong) => (
        <NativeSelect
          name="mode"
          label={t('policies.what')}
          defaultValue={mode}
          data={MODES.map((value) => ({ value, label: t(`policies.key-modes.${value}`) }))}
          error={wrong['mode']}
          data-autofocus
        />
      )}
    </FormAction>
  );
}
