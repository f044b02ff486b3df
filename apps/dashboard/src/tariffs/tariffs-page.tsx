import { Button, Group, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../session/use-may.js';
import { AnchorLink } from '../ui/anchor-link.js';
import { DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { ListView } from '../ui/list-view.js';
import { Page } from '../ui/page.js';
import { DefaultTariff } from './default-tariff.js';
import { PublishTariff } from './publish-tariff.js';
import { tariffs } from './queries.js';
import { type CodeSummary, summariesOf } from './versions.js';

/** The tariffs by code: what is in force, and what is to come. */
export function TariffsPage() {
  const { t } = useTranslation();
  const query = useInfiniteQuery(tariffs);
  const mayPublish = useMay('clerk');
  const [publishing, setPublishing] = useState(false);
  const publish = <Button onClick={() => setPublishing(true)}>{t('tariffs.publish-another')}</Button>;
  return (
    <Page title={t('screen.tariffs')} actions={mayPublish && !publishing && publish}>
      {publishing && <PublishTariff onDone={() => setPublishing(false)} />}
      <ListView query={query} label={t('screen.tariffs')} empty={t('tariffs.none')}>
        {(versions) => <Summaries summaries={summariesOf(versions, query.dataUpdatedAt)} />}
      </ListView>
    </Page>
  );
}

function Summaries({ summaries }: { readonly summaries: readonly CodeSummary[] }) {
  const { t } = useTranslation();
  return (
    <>
      <DataTable
        caption={t('screen.tariffs')}
        columns={[
          {
            name: 'code',
            head: t('tariffs.code'),
            cell: ({ code }) => (
              <AnchorLink to="/tariffs/$code" params={{ code }}>
                {code}
              </AnchorLink>
            ),
          },
          { name: 'name', head: t('tariffs.name'), cell: ({ newest, inForce }) => <bdi>{(inForce ?? newest).name ?? ''}</bdi> },
          { name: 'commodity', head: t('tariffs.commodity'), cell: ({ newest }) => t(`tariffs.of.${newest.commodity}`) },
          {
            name: 'in-force',
            head: t('tariffs.state.in-force'),
            cell: ({ inForce }) => (inForce === undefined ? t('tariffs.none-yet') : <Since {...inForce} />),
          },
          {
            name: 'to-come',
            head: t('tariffs.state.to-come'),
            cell: ({ toCome }) => toCome.map((version) => <Since key={version.version} {...version} />),
          },
        ]}
        rows={summaries}
        rowKey={({ code }) => code}
      />
      <Group>
        <DefaultTariff summaries={summaries} />
      </Group>
    </>
  );
}

function Since({ version, validFrom }: { readonly version: number; readonly validFrom: string }) {
  const { t } = useTranslation();
  return (
    <Text size="sm">
      {t('tariffs.version', { version })}, {t('tariffs.from')} <Instant at={validFrom} />
    </Text>
  );
}
