import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { failureOf } from '../api/failure.js';
import { FailureAlert } from '../ui/failure-alert.js';
import { needed } from '../ui/form-text.js';
import { Section } from '../ui/section.js';
import { DOORS, type FileKind } from './files.js';

interface SendFileProps {
  /** Of which whoever looks may send files. */
  readonly kinds: readonly FileKind[];
  readonly kind: FileKind;
  readonly choose: (kind: FileKind) => void;
  readonly onBegun: (importId: string) => void;
}

export function SendFile({ kinds, kind, choose, onBegun }: SendFileProps) {
  const { t } = useTranslation();
  const sending = useMutation({ mutationFn: (file: File) => DOORS[kind].begin(file), onSuccess: onBegun });
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const file = new FormData(event.currentTarget).get('file');
    if (file instanceof File) sending.mutate(file);
  };
  if (!kinds.includes(kind)) return null;
  const { required, optional } = DOORS[kind].columns;
  return (
    <Section title={t('imports.send')}>
      <form onSubmit={send}>
        <Stack gap="sm">
          <Group align="end" gap="sm">
            <NativeSelect
              label={t('imports.kind')}
              value={kind}
              data={kinds.map((value) => ({ value, label: t(`imports.kinds.${value}`) }))}
              onChange={({ currentTarget }) => choose(kinds.find((known) => known === currentTarget.value) ?? kind)}
            />
            <TextInput {...needed} name="file" type="file" accept=".csv,text/csv" label={t('imports.file')} />
            <Button type="submit" loading={sending.isPending}>
              {t('imports.send')}
            </Button>
          </Group>
          <Text size="sm">{t('imports.columns', { required: required.join(', '), optional: optional.join(', ') })}</Text>
          {sending.isPending && (
            <Text size="sm" role="status">
              {t('imports.sending')}
            </Text>
          )}
          {sending.isError && <FailureAlert failure={failureOf(sending.error)} />}
        </Stack>
      </form>
    </Section>
  );
}
