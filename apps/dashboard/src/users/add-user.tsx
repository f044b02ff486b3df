import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Role } from '@openprepay/contracts/identity';
import { gateway } from '../api/clients.js';
import { taken, useSending } from '../api/use-sending.js';
import { QueryView } from '../ui/query-view.js';
import { AccountDialog } from './account-dialog.js';
import { PasswordField } from './password-field.js';
import { readUsersAgain, vendorsQuery } from './queries.js';
import { RoleFields, rolesOf } from './role-fields.js';
import { type Outcome, outcomeOf } from './use-change.js';

export function AddUser() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('users.add')}</Button>
      {open && <AddDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function AddDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [roles, setRoles] = useState<readonly Role[]>([]);
  const { current, send } = useSending<Outcome>();
  const fields = current.stage === 'failed' ? current.failure.fields : {};
  const add = (form: HTMLFormElement): void => {
    const body = newUserOf(form);
    void send(async () => {
      const outcome = outcomeOf(await gateway.createUser({ body }));
      void readUsersAgain(queries);
      return outcome;
    });
  };
  return (
    <AccountDialog title={t('users.add')} submit={t('users.add')} current={current} onSend={add} onClose={onClose}>
      <TextInput
        name="username"
        label={t('users.username')}
        autoComplete="off"
        autoCapitalize="none"
        required
        withAsterisk={false}
        error={fields['username']}
        data-autofocus
      />
      <PasswordField error={fields['password']} />
      <RoleFields onChange={setRoles} error={fields['roles']} />
      {roles.includes('vendor') && <VendorField error={fields['vendorId']} />}
    </AccountDialog>
  );
}

function VendorField({ error }: { readonly error: string | undefined }) {
  const { t } = useTranslation();
  const vendors = useQuery(vendorsQuery);
  return (
    <QueryView query={vendors} label={t('users.sells-for')} lines={1}>
      {(items) => (
        <NativeSelect
          name="vendorId"
          label={t('users.sells-for')}
          data={[{ value: '', label: '–' }, ...items.map(({ vendorId, name }) => ({ value: vendorId, label: name }))]}
          error={error}
        />
      )}
    </QueryView>
  );
}

function newUserOf(form: HTMLFormElement) {
  const data = new FormData(form);
  const text = (name: string): string => {
    const value = data.get(name);
    return typeof value === 'string' ? value.trim() : '';
  };
  const vendorId = text('vendorId');
  return {
    username: text('username'),
    password: taken(form, 'password'),
    roles: rolesOf(form),
    ...(vendorId === '' ? {} : { vendorId }),
  };
}
