import { Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportedManufacturersAnswer } from '@openprepay/contracts/http/vending-catalogue';
import { vending } from '../api/vending.js';
import { FormAction } from '../ui/form-action.js';
import { needed } from '../ui/form-text.js';
import { Notice } from '../ui/notice.js';
import { useFormat } from '../ui/use-format.js';
import { catalogueChanged } from './queries.js';

/** Rows of a list that were refused and are named here; how many there are is said. */
const REFUSALS_SHOWN = 20;

/** The list of the STS Association, or one of the utility's own. */
export function ImportManufacturers() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [imported, setImported] = useState<ImportedManufacturersAnswer>();
  const send = async (form: FormData): Promise<void> => {
    const file = form.get('file');
    const { body } = await vending.importManufacturers({ body: file instanceof File ? await file.text() : '' });
    setImported(body);
  };
  return (
    <>
      <FormAction label={t('models.import')} variant="default" send={send} onDone={() => catalogueChanged(queries)}>
        {() => (
          <>
            <Text size="sm">{t('models.import-why')}</Text>
            <TextInput {...needed} name="file" type="file" accept=".csv,text/csv" label={t('models.file')} data-autofocus />
          </>
        )}
      </FormAction>
      {imported !== undefined && <Imported imported={imported} />}
    </>
  );
}

function Imported({ imported }: { readonly imported: ImportedManufacturersAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { added, changed, unchanged, refused, refusals } = imported;
  return (
    <Notice title={t('models.import')}>
      <Text size="sm">
        {t('models.imported', {
          added: format.count(added),
          changed: format.count(changed),
          unchanged: format.count(unchanged),
          refused: format.count(refused),
        })}
      </Text>
      {refusals.slice(0, REFUSALS_SHOWN).map(({ row, column, code, message }) => (
        <Text key={`${row} ${column ?? ''}`} size="sm">
          {t('models.refused-row', { row, code })}: <bdi>{message}</bdi>
        </Text>
      ))}
    </Notice>
  );
}
