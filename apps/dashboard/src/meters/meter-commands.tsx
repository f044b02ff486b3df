import { Alert, Button, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { telemetry } from '../api/telemetry.js';
import { failureOf } from '../api/failure.js';
import { queries } from '../api/queries.js';
import { ConfirmDialog } from '../ui/confirm-dialog.js';
import { FailureAlert } from '../ui/failure-alert.js';
import { Instant } from '../ui/instant.js';

type Command = Parameters<typeof telemetry.sendCommand>[0]['body'];
type RelayCommand = 'relay-open' | 'relay-close';

/** What the meter can be told; a relay is asked about once more, since somebody's light hangs on it. */
export function MeterCommands({ meterNumber }: { readonly meterNumber: string }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<RelayCommand>();
  const command = useMutation({
    mutationFn: async (body: Command) => ({ ...(await telemetry.sendCommand({ params: { meterNumber }, body })).body, kind: body.kind }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['meter-live', meterNumber] }),
  });
  return (
    <Paper withBorder p="sm">
      <Stack gap="sm">
        <Title order={2}>{t('meters.commands')}</Title>
        <Group gap="xs">
          <Button size="xs" variant="light" disabled={command.isPending} onClick={() => command.mutate({ kind: 'read-now', params: {} })}>
            {t('meters.command.read-now')}
          </Button>
          <Button size="xs" variant="light" disabled={command.isPending} onClick={() => setAsked('relay-close')}>
            {t('meters.command.relay-close')}
          </Button>
          <Button size="xs" variant="light" color="red" disabled={command.isPending} onClick={() => setAsked('relay-open')}>
            {t('meters.command.relay-open')}
          </Button>
        </Group>
        <IntervalForm
          isPending={command.isPending}
          send={(seconds) => command.mutate({ kind: 'set-interval', params: { seconds } })}
          error={command.error === null ? undefined : failureOf(command.error).fields['params.seconds']}
        />
        <div aria-live="polite">
          {command.data !== undefined && <Sent kind={command.data.kind} expiresAt={command.data.expiresAt} />}
          {command.error !== null && <FailureAlert failure={failureOf(command.error)} />}
        </div>
      </Stack>
      <RelayConfirm
        asked={asked}
        meterNumber={meterNumber}
        send={(kind) => command.mutate({ kind, params: {} })}
        close={() => setAsked(undefined)}
      />
    </Paper>
  );
}

interface RelayConfirmProps {
  readonly asked: RelayCommand | undefined;
  readonly meterNumber: string;
  readonly send: (kind: RelayCommand) => void;
  readonly close: () => void;
}

function RelayConfirm({ asked, meterNumber, send, close }: RelayConfirmProps) {
  const { t } = useTranslation();
  if (asked === undefined) return null;
  return (
    <ConfirmDialog
      title={t(`meters.command.${asked}`)}
      text={t(`meters.command.${asked}-asks`, { meterNumber })}
      confirm={t(`meters.command.${asked}`)}
      onConfirm={() => {
        close();
        send(asked);
      }}
      onClose={close}
    />
  );
}

function Sent({ kind, expiresAt }: { readonly kind: Command['kind']; readonly expiresAt: string }) {
  const { t } = useTranslation();
  return (
    <Alert color="petrol" variant="light" title={t('meters.command.sent', { command: t(`meters.command.${kind}`) })}>
      <Text size="sm">
        {t('meters.command.expires')} <Instant at={expiresAt} />
      </Text>
    </Alert>
  );
}

interface IntervalFormProps {
  readonly isPending: boolean;
  readonly send: (seconds: number) => void;
  readonly error: string | undefined;
}

function IntervalForm({ isPending, send, error }: IntervalFormProps) {
  const { t } = useTranslation();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    send(Number(new FormData(event.currentTarget).get('seconds')));
  };
  return (
    <form onSubmit={submit}>
      <Group align="end" gap="xs">
        <TextInput
          name="seconds"
          type="number"
          label={t('meters.command.interval')}
          min={1}
          max={86_400}
          step={1}
          required
          withAsterisk={false}
          error={error}
          size="xs"
        />
        <Button type="submit" size="xs" variant="light" disabled={isPending}>
          {t('meters.command.set-interval')}
        </Button>
      </Group>
    </form>
  );
}
