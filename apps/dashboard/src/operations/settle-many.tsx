import { Button, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QuarantineCode, SettledMessagesAnswer } from '@openprepay/contracts/http/telemetry-quarantine';
import { failureOf } from '../api/failure.js';
import { telemetry } from '../api/telemetry.js';
import { useMay } from '../session/use-may.js';
import { ConfirmDialog } from '../ui/confirm-dialog.js';
import { Dialog } from '../ui/dialog.js';
import { FailureAlert } from '../ui/failure-alert.js';
import { Notice } from '../ui/notice.js';
import { ReasonForm } from '../ui/reason-form.js';
import { useFormat } from '../ui/use-format.js';
import { QUARANTINE_SHOWN } from './queries.js';

interface SettleManyProps {
  readonly code: QuarantineCode;
  /** Of this meter alone, where one is looked for. */
  readonly meterNumber: string | undefined;
}

/** All that were set aside for one cause, once it is mended, or once nobody wants them. */
export function SettleMany({ code, meterNumber }: SettleManyProps) {
  const { t } = useTranslation();
  const maySettle = useMay('operator', 'engineer');
  const [asks, setAsks] = useState<'replay' | 'discard'>();
  const close = (): void => setAsks(undefined);
  const { replay, discard } = useSettling({ code, ...(meterNumber === undefined ? {} : { meterNumber }) }, close);
  if (!maySettle) return null;
  const [replayAll, discardAll] = [t('operations.quarantine.replay-all'), t('operations.quarantine.discard-all')];
  return (
    <>
      <Group gap="xs">
        <Button size="xs" variant="light" onClick={() => setAsks('replay')}>
          {replayAll}
        </Button>
        <Button size="xs" variant="light" color="red" onClick={() => setAsks('discard')}>
          {discardAll}
        </Button>
      </Group>
      {replay.data !== undefined && <Settled title={replayAll} settled={replay.data} goOn={(cursor) => replay.mutate(cursor)} />}
      <NotGoneOn replay={replay} />
      {discard.data !== undefined && <Settled title={discardAll} settled={discard.data} />}
      {asks === 'replay' && (
        <ConfirmDialog
          title={replayAll}
          text={t('operations.quarantine.replay-all-what', { code })}
          confirm={replayAll}
          pending={replay.isPending}
          error={replay.error}
          onConfirm={() => replay.mutate(undefined)}
          onClose={close}
        />
      )}
      {asks === 'discard' && (
        <Dialog title={discardAll} onClose={close}>
          <Text size="sm" mb="xs">
            {t('operations.quarantine.discard-all-what', { code })}
          </Text>
          <ReasonForm
            submit={discardAll}
            pending={discard.isPending}
            error={discard.error}
            onSend={(reason) => discard.mutate(reason)}
            onCancel={close}
          />
        </Dialog>
      )}
    </>
  );
}

interface Which {
  readonly code: QuarantineCode;
  readonly meterNumber?: string;
}

function useSettling(which: Which, onSuccess: () => void) {
  const queries = useQueryClient();
  const after = { onSuccess, onSettled: () => queries.invalidateQueries({ queryKey: QUARANTINE_SHOWN }) };
  const replay = useMutation({
    // Those that stayed wrong are not tried a second time: it goes on behind them.
    mutationFn: async (cursor: string | undefined) =>
      (await telemetry.replayQuarantine({ body: which, ...(cursor === undefined ? {} : { query: { cursor } }) })).body,
    ...after,
  });
  const discard = useMutation({
    mutationFn: async (reason: string) => (await telemetry.discardQuarantine({ body: { ...which, reason } })).body,
    ...after,
  });
  return { replay, discard };
}

/** Going on was refused, with no dialog that would show it: what was reached before is tried from there again. */
function NotGoneOn({ replay: { error, variables, mutate } }: Pick<ReturnType<typeof useSettling>, 'replay'>) {
  const { t } = useTranslation();
  if (error === null || variables === undefined) return null;
  return (
    <>
      <FailureAlert failure={failureOf(error)} />
      <Group>
        <Button size="xs" variant="default" onClick={() => mutate(variables)}>
          {t('operations.quarantine.go-on')}
        </Button>
      </Group>
    </>
  );
}

interface SettledProps {
  readonly title: string;
  readonly settled: SettledMessagesAnswer;
  readonly goOn?: (cursor: string) => void;
}

function Settled({ title, settled: { settled, refused, left, nextCursor }, goOn }: SettledProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Notice title={title}>
      {t('operations.quarantine.settled', { settled: format.count(settled), refused: format.count(refused) })}
      {left && (goOn === undefined || nextCursor === undefined) && ` ${t('operations.quarantine.left')}`}
      {left && goOn !== undefined && nextCursor !== undefined && (
        <Group mt="xs">
          <Button size="xs" variant="default" onClick={() => goOn(nextCursor)}>
            {t('operations.quarantine.go-on')}
          </Button>
        </Group>
      )}
    </Notice>
  );
}
