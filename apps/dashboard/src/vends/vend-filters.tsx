import { Button, Checkbox, Group, NativeSelect, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../session/use-session.js';
import { listOfVendors } from '../vendors/queries.js';
import { VEND_STATES, type VendFilters } from './queries.js';

interface VendFiltersFormProps {
  readonly filters: VendFilters;
}

/** The filters are the address: each change goes there, and the list follows. */
export function VendFiltersForm({ filters }: VendFiltersFormProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { roles } = useMe();
  const change = (changed: { readonly [Name in keyof VendFilters]: VendFilters[Name] | undefined }): void =>
    void navigate({ to: '/vends', search: withoutEmpty({ ...filters, ...changed }), replace: true });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const written = new FormData(event.currentTarget).get('meterNumber');
    change({ meterNumber: typeof written === 'string' ? written.replaceAll(/[\s-]/g, '') : undefined });
  };
  return (
    <form role="search" aria-label={t('vends.filters')} onSubmit={submit}>
      <Group align="end" gap="sm">
        <TextInput
          key={filters.meterNumber ?? ''}
          name="meterNumber"
          label={t('vends.meter-number')}
          defaultValue={filters.meterNumber ?? ''}
          inputMode="numeric"
          autoComplete="off"
        />
        {maySeeVendors(roles) && <VendorField chosen={filters.vendorId} choose={(vendorId) => change({ vendorId })} />}
        <NativeSelect
          label={t('vends.state')}
          value={VEND_STATES.find((state) => state === filters.state) ?? ''}
          data={[
            { value: '', label: t('vends.any-state') },
            ...VEND_STATES.map((state) => ({ value: state, label: t(`vends.states.${state}`) })),
          ]}
          onChange={(event) => change({ state: event.currentTarget.value })}
        />
        <Checkbox
          label={t('vends.only-stuck')}
          checked={filters.stuck === true}
          onChange={(event) => change({ stuck: event.currentTarget.checked ? true : undefined })}
          pb={8}
        />
        <Button type="submit" variant="light">
          {t('vends.search')}
        </Button>
      </Group>
    </form>
  );
}

/** Whoever sells for one vendor alone needs no choice, and engineers are not shown vendors. */
export const maySeeVendors = (roles: readonly string[]): boolean =>
  ['operator', 'clerk', 'admin', 'auditor'].some((role) => roles.includes(role));

interface VendorFieldProps {
  readonly chosen: string | undefined;
  readonly choose: (vendorId: string) => void;
}

function VendorField({ chosen, choose }: VendorFieldProps) {
  const { t } = useTranslation();
  const { data } = useInfiniteQuery(listOfVendors);
  const vendors = data?.pages.flatMap(({ items }) => items) ?? [];
  const others = chosen === undefined || vendors.some(({ vendorId }) => vendorId === chosen) ? [] : [{ value: chosen, label: chosen }];
  return (
    <NativeSelect
      label={t('vends.vendor')}
      value={chosen ?? ''}
      data={[
        { value: '', label: t('vends.any-vendor') },
        ...others,
        ...vendors.map(({ vendorId, name }) => ({ value: vendorId, label: name })),
      ]}
      onChange={(event) => choose(event.currentTarget.value)}
      maw="16rem"
    />
  );
}

function withoutEmpty(filters: { readonly [Name in keyof VendFilters]: VendFilters[Name] | undefined }): VendFilters {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined && value !== ''));
}
