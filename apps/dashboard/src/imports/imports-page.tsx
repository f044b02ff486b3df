import { Text } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe } from '../session/use-session.js';
import { Page } from '../ui/page.js';
import { DOORS, FILE_KINDS } from './files.js';
import { ImportRun } from './import-run.js';
import { SendFile } from './send-file.js';

/** Files of meters and accounts: sent, read row by row, and what of them was refused. The one that is looked at stands in the address. */
export function ImportsPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/inside/imports' });
  const navigate = useNavigate({ from: '/imports' });
  const { roles } = useMe();
  const kinds = FILE_KINDS.filter((kind) => ['admin', ...DOORS[kind].roles].some((role) => roles.some((own) => own === role)));
  const kind = FILE_KINDS.find((known) => known === search.kind) ?? kinds[0] ?? 'meters';
  const { importId } = search;
  return (
    <Page title={t('screen.imports')}>
      <SendFile
        kinds={kinds}
        kind={kind}
        choose={(chosen) => void navigate({ search: { kind: chosen }, replace: true })}
        onBegun={(begun) => void navigate({ search: { kind, importId: begun } })}
      />
      {importId === undefined ? (
        <Text c="dimmed">{t('imports.none')}</Text>
      ) : (
        <ImportRun key={`${kind} ${importId}`} kind={kind} importId={importId} />
      )}
    </Page>
  );
}
