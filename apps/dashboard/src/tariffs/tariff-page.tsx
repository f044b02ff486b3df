import { Button, SimpleGrid, Stack } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../session/use-may.js';
import { ListView } from '../ui/list-view.js';
import { Page } from '../ui/page.js';
import { CompareSale } from './compare-sale.js';
import { PublishTariff } from './publish-tariff.js';
import { versionsOf } from './queries.js';
import { TariffDocument } from './tariff-document.js';
import { VersionLine } from './version-line.js';
import { type PlacedVersion, placeVersions } from './versions.js';

/** One tariff: its versions, the document of one of them, and what a sale gives under it. */
export function TariffPage() {
  const { t } = useTranslation();
  const { code } = useParams({ from: '/inside/tariffs/$code' });
  const query = useInfiniteQuery(versionsOf(code));
  const title = t('tariffs.one', { code });
  return (
    <Page title={title}>
      <ListView query={query} label={title}>
        {(versions) => <Versions placed={placeVersions(versions, query.dataUpdatedAt)} />}
      </ListView>
    </Page>
  );
}

function Versions({ placed }: { readonly placed: readonly PlacedVersion[] }) {
  const { t } = useTranslation();
  const { version } = useSearch({ from: '/inside/tariffs/$code' });
  const mayPublish = useMay('clerk');
  const [publishing, setPublishing] = useState(false);
  const shown =
    placed.find(({ tariff }) => String(tariff.version) === version) ?? placed.find(({ state }) => state === 'in-force') ?? placed[0]!;
  return (
    <Stack>
      {mayPublish && !publishing && (
        <Button variant="default" style={{ alignSelf: 'start' }} onClick={() => setPublishing(true)}>
          {t('tariffs.publish-version')}
        </Button>
      )}
      {publishing && <PublishTariff like={shown.tariff} onDone={() => setPublishing(false)} />}
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <VersionLine placed={placed} shown={shown} />
        <TariffDocument tariff={shown.tariff} />
      </SimpleGrid>
      <CompareSale shown={shown} />
    </Stack>
  );
}
