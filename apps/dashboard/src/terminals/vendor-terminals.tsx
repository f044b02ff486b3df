import { Group, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { TerminalAnswer } from '@openprepay/contracts/http/vending-terminals';
import { OpenBatch } from '../batches/open-batch.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { Lamp } from '../ui/lamp.js';
import { ListView } from '../ui/list-view.js';
import { Section } from '../ui/section.js';
import { outletsOf } from './outlets.js';
import { terminalsOf } from './queries.js';
import { RevokeTerminal } from './revoke-terminal.js';
import { SetUpTerminal } from './set-up-terminal.js';
import { TerminalCertificate } from './terminal-certificate.js';

/** The tills that sell out of a vendor's float by a sign-in of their own. */
export function VendorTerminals({ vendorId }: { readonly vendorId: string }) {
  const { t } = useTranslation();
  const terminals = useInfiniteQuery(terminalsOf(vendorId));
  const columns: readonly Column<TerminalAnswer>[] = [
    { name: 'name', head: t('terminals.name'), cell: ({ name }) => <bdi>{name}</bdi> },
    { name: 'signs-in', head: t('terminals.signs-in-as'), cell: (terminal) => <SignsInAs terminal={terminal} /> },
    { name: 'state', head: t('terminals.state'), cell: (terminal) => <State terminal={terminal} /> },
    { name: 'certificate', head: t('terminals.certificate'), cell: (terminal) => <TerminalCertificate terminal={terminal} /> },
    { name: 'since', head: t('terminals.since'), cell: ({ createdAt }) => <Instant at={createdAt} /> },
    { name: 'act', head: t('terminals.actions'), cell: (terminal) => <Actions terminal={terminal} /> },
  ];
  return (
    <Section title={t('terminals.title')} actions={<SetUpTerminal vendorId={vendorId} outlets={outletsOf(terminals.data ?? [])} />}>
      <ListView query={terminals} label={t('terminals.title')} empty={<Text c="dimmed">{t('terminals.none')}</Text>}>
        {(rows) => <DataTable caption={t('terminals.title')} columns={columns} rows={rows} rowKey={({ terminalId }) => terminalId} />}
      </ListView>
    </Section>
  );
}

interface OfTerminal {
  readonly terminal: TerminalAnswer;
}

function Actions({ terminal }: OfTerminal) {
  return (
    <Group gap="xs">
      {terminal.revokedAt === undefined && <OpenBatch terminalId={terminal.terminalId} />}
      <RevokeTerminal terminal={terminal} />
    </Group>
  );
}

function SignsInAs({ terminal: { terminalId, signsInAs } }: OfTerminal) {
  return (
    <Text size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
      {signsInAs ?? terminalId}
    </Text>
  );
}

function State({ terminal: { revokedAt, revokedBy } }: OfTerminal) {
  const { t } = useTranslation();
  if (revokedAt === undefined) return <Lamp state="good">{t('terminals.may-sign-in')}</Lamp>;
  return (
    <>
      <Lamp state="unknown">{t('terminals.revoked')}</Lamp> <bdi>{revokedBy}</bdi> <Instant at={revokedAt} />
    </>
  );
}
