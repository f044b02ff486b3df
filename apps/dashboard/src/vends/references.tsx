import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Role } from '@openprepay/contracts/identity';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import { mayUse, screens, type ScreenName } from '../session/screens.js';
import { useMe } from '../session/use-session.js';
import { AnchorLink } from '../ui/anchor-link.js';

interface ReferencesProps {
  readonly vend: VendAnswer;
  /** Under which every service's traces and logs have it. */
  readonly traceId: string | undefined;
}

/** What this sale is called elsewhere, and where that is to be seen by whoever may. */
export function References({ vend, traceId }: ReferencesProps) {
  const { t } = useTranslation();
  const { roles } = useMe();
  const { vendId, receiptNumber, accountNumber, meterNumber, vendorId, tariff, tokens = [] } = vend;
  const meter = (
    <AnchorLink to="/meters/$meterNumber" params={{ meterNumber }}>
      {meterNumber}
    </AnchorLink>
  );
  const rows: readonly (readonly [string, ReactNode])[] = [
    [t('vends.reference.meter'), maySee('meters', roles) ? meter : meterNumber],
    [t('vends.reference.account'), accountNumber],
    [t('vends.reference.tariff'), t('vends.reference.tariff-version', tariff)],
    [t('vends.reference.receipt'), receiptNumber],
    [t('vends.reference.vend'), vendId],
    [t('vends.reference.vendor'), vendorId],
    [t('vends.reference.trace'), traceId],
    ...tokens.map(({ tid }): readonly [string, ReactNode] => [t('vends.reference.token-identifier'), tid]),
  ];
  return (
    <Table verticalSpacing={4} aria-label={t('vends.references')}>
      <Table.Tbody>
        {rows.map(([name, value], place) =>
          value === undefined ? null : (
            <Table.Tr key={place}>
              <Table.Th scope="row" fw={400}>
                {name}
              </Table.Th>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
            </Table.Tr>
          ),
        )}
      </Table.Tbody>
    </Table>
  );
}

const maySee = (name: ScreenName, roles: readonly Role[]): boolean =>
  screens.some((screen) => screen.name === name && mayUse(screen, roles));
