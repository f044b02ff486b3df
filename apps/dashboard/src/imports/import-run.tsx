import { Group, Progress, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ImportRunAnswer } from '@openprepay/contracts/http/imports';
import { Facts } from '../ui/facts.js';
import { FigureCard } from '../ui/figure-card.js';
import { Instant } from '../ui/instant.js';
import { Lamp } from '../ui/lamp.js';
import { QueryView } from '../ui/query-view.js';
import { Section } from '../ui/section.js';
import { useFormat } from '../ui/use-format.js';
import type { FileKind } from './files.js';
import { importQuery } from './queries.js';
import { Refusals } from './refusals.js';

interface ImportRunProps {
  readonly kind: FileKind;
  readonly importId: string;
}

/** How far one file has come, read again until every row was accepted or refused. */
export function ImportRun({ kind, importId }: ImportRunProps) {
  const { t } = useTranslation();
  const run = useQuery(importQuery(kind, importId));
  return (
    <Section title={t(`imports.kinds.${kind}`)}>
      <QueryView query={run} label={t('imports.progress')}>
        {(read) => (
          <>
            <State run={read} />
            {read.refused > 0 && <Refusals kind={kind} importId={importId} refused={read.refused} />}
          </>
        )}
      </QueryView>
    </Section>
  );
}

const PERCENT = 100;
/** An empty file is read as soon as it is there. */
const percentOf = ({ bytes, bytesDone }: ImportRunAnswer): number => (bytes === 0 ? PERCENT : Math.floor((bytesDone / bytes) * PERCENT));

function State({ run }: { readonly run: ImportRunAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { state, rows, accepted, refused, bytes, bytesDone, createdAt, createdBy, endedAt } = run;
  return (
    <>
      <div role="status">
        <Lamp state={state === 'done' ? (refused > 0 ? 'warning' : 'good') : 'unknown'}>{t(`imports.states.${state}`)}</Lamp>
      </div>
      <Progress value={percentOf(run)} size="lg" aria-label={t('imports.progress')} />
      <Text size="sm">{t('imports.bytes', { done: format.count(bytesDone), all: format.count(bytes) })}</Text>
      <Group gap="sm" align="stretch">
        <FigureCard label={t('imports.rows')} testId="import-rows" value={format.count(rows)} />
        <FigureCard label={t('imports.accepted')} testId="import-accepted" value={format.count(accepted)} />
        <FigureCard label={t('imports.refused')} testId="import-refused" value={format.count(refused)} />
      </Group>
      <Facts
        facts={[
          [
            t('imports.sent'),
            <span key="sent">
              <Instant at={createdAt} />, <bdi>{createdBy}</bdi>
            </span>,
          ],
          [t('imports.ended'), endedAt === undefined ? undefined : <Instant key="ended" at={endedAt} />],
        ]}
      />
    </>
  );
}
