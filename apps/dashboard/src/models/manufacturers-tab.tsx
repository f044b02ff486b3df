import { Group, Stack, Text, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ManufacturerAnswer } from '@openprepay/contracts/http/vending-catalogue';
import { vending } from '../api/vending.js';
import { useMay } from '../session/use-may.js';
import { AnchorLink } from '../ui/anchor-link.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { FormAction } from '../ui/form-action.js';
import { formText, needed } from '../ui/form-text.js';
import { Instant } from '../ui/instant.js';
import { ListView } from '../ui/list-view.js';
import { ImportManufacturers } from './import-manufacturers.js';
import { catalogueChanged, manufacturersQuery } from './queries.js';

export function ManufacturersTab() {
  const { t } = useTranslation();
  const manufacturers = useInfiniteQuery(manufacturersQuery);
  const mayKeep = useMay('engineer', 'operator');
  const columns: readonly Column<ManufacturerAnswer>[] = [
    {
      name: 'code',
      head: t('models.manufacturer-code'),
      cell: ({ code }) => (
        <AnchorLink to="/models" search={{ tab: 'models', manufacturerCode: code }}>
          {code}
        </AnchorLink>
      ),
    },
    { name: 'name', head: t('models.name'), cell: ({ name }) => <bdi>{name}</bdi> },
    { name: 'changed', head: t('models.changed'), cell: ({ changedAt }) => <Instant at={changedAt} /> },
  ];
  return (
    <Stack gap="md">
      {mayKeep && (
        <Group>
          <AddManufacturer />
          <ImportManufacturers />
        </Group>
      )}
      <ListView query={manufacturers} label={t('models.tab.manufacturers')} empty={<Text c="dimmed">{t('models.no-manufacturers')}</Text>}>
        {(rows) => <DataTable caption={t('models.tab.manufacturers')} columns={columns} rows={rows} rowKey={({ code }) => code} />}
      </ListView>
    </Stack>
  );
}

function AddManufacturer() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  return (
    <FormAction
      label={t('models.add-manufacturer')}
      send={(form) => vending.addManufacturer({ body: { code: formText(form, 'code'), name: formText(form, 'name') } })}
      onDone={() => catalogueChanged(queries)}
    >
      {(wrong) => (
        <>
          <TextInput
            {...needed}
            name="code"
            label={t('models.manufacturer-code')}
            description={t('models.code-why')}
            inputMode="numeric"
            error={wrong['code']}
            data-autofocus
          />
          <TextInput {...needed} name="name" label={t('models.name')} error={wrong['name']} />
        </>
      )}
    </FormAction>
  );
}
