import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { manufacturerCode as codeSchema, type MeterModelAnswer } from '@openprepay/contracts/http/vending-catalogue';
import { type Column, DataTable } from '../ui/data-table.js';
import { formText } from '../ui/form-text.js';
import { ListView } from '../ui/list-view.js';
import { useFormat } from '../ui/use-format.js';
import { AddModel } from './add-model.js';
import { Certificate } from './certificate.js';
import { modelsQuery } from './queries.js';

/** @param manufacturerCode only of this maker, where it is a code at all */
export function ModelsTab({ manufacturerCode }: { readonly manufacturerCode: string | undefined }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/models' });
  const sought = codeSchema.safeParse(manufacturerCode).success ? manufacturerCode : undefined;
  const models = useInfiniteQuery(modelsQuery(sought));
  const columns = useColumns();
  const find = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const code = formText(new FormData(event.currentTarget), 'manufacturerCode');
    void navigate({ search: { tab: 'models', ...(code === '' ? {} : { manufacturerCode: code }) }, replace: true });
  };
  return (
    <Stack gap="md">
      <Group align="end" justify="space-between">
        <form role="search" onSubmit={find}>
          <Group align="end" gap="xs">
            <TextInput
              key={manufacturerCode}
              name="manufacturerCode"
              label={t('models.manufacturer-code')}
              defaultValue={manufacturerCode ?? ''}
              inputMode="numeric"
              autoComplete="off"
            />
            <Button type="submit" variant="light">
              {t('models.search')}
            </Button>
          </Group>
        </form>
        <AddModel />
      </Group>
      <ListView query={models} label={t('models.tab.models')} empty={<Text c="dimmed">{t('models.no-models')}</Text>}>
        {(rows) => <DataTable caption={t('models.tab.models')} columns={columns} rows={rows} rowKey={({ modelCode }) => modelCode} />}
      </ListView>
    </Stack>
  );
}

function useColumns(): readonly Column<MeterModelAnswer>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return [
    { name: 'code', head: t('models.model'), cell: ({ modelCode }) => modelCode },
    { name: 'name', head: t('models.name'), cell: ({ name }) => <bdi>{name}</bdi> },
    { name: 'maker', head: t('models.manufacturer-code'), cell: ({ manufacturerCode }) => manufacturerCode },
    { name: 'commodity', head: t('meters.commodity'), cell: ({ commodity }) => t(`meters.commodities.${commodity}`) },
    {
      name: 'algorithms',
      head: t('meters.algorithms'),
      cell: ({ encryptionAlgorithms, decoderKeyAlgorithms }) => [...encryptionAlgorithms, ...decoderKeyAlgorithms].join(', '),
    },
    { name: 'tokens', head: t('models.key-change-tokens'), numeric: true, cell: ({ keyChangeTokens }) => format.count(keyChangeTokens) },
    { name: 'certificate', head: t('models.certificate'), cell: ({ certificate }) => <Certificate certificate={certificate} /> },
  ];
}
