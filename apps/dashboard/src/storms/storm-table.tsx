import { useTranslation } from 'react-i18next';
import type { AlarmStormAnswer } from '@openprepay/contracts/http/telemetry-alarms';
import { useMay } from '../session/use-may.js';
import { AnchorLink } from '../ui/anchor-link.js';
import { type Column, DataTable } from '../ui/data-table.js';
import { Instant } from '../ui/instant.js';
import { useFormat } from '../ui/use-format.js';
import { StormActs } from './storm-acts.js';
import { StormLamp } from './storm-lamp.js';

interface StormTableProps {
  readonly caption: string;
  readonly storms: readonly AlarmStormAnswer[];
  /** Whether some of them may be over, and each says whether it is. */
  readonly ended?: boolean;
}

/** Storms, one row each, however many meters they are of. */
export function StormTable({ caption, storms, ended = false }: StormTableProps) {
  const columns = useColumns(ended);
  return <DataTable caption={caption} columns={columns} rows={storms} rowKey={({ stormId }) => stormId} />;
}

function useColumns(ended: boolean): readonly Column<AlarmStormAnswer>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const mayAct = useMay('operator', 'engineer');
  return [
    {
      name: 'node',
      head: t('storms.node'),
      cell: ({ stormId, networkNode }) => (
        <AnchorLink to="/alarms/storms/$stormId" params={{ stormId }}>
          {networkNode}
        </AnchorLink>
      ),
    },
    ...(ended ? [{ name: 'state', head: t('storms.state'), cell: ({ state }: AlarmStormAnswer) => <StormLamp state={state} /> }] : []),
    { name: 'began', head: t('storms.began'), cell: ({ beganAt }) => <Instant at={beganAt} /> },
    {
      name: 'away',
      head: t('storms.away'),
      numeric: true,
      cell: ({ away, meters }) => t('storms.away-of', { away: format.count(away), meters: format.count(meters) }),
    },
    {
      name: 'unacknowledged',
      head: t('storms.unacknowledged'),
      numeric: true,
      cell: ({ unacknowledged }) => format.count(unacknowledged),
    },
    ...(ended
      ? [
          {
            name: 'ended',
            head: t('storms.ended'),
            cell: ({ endedAt }: AlarmStormAnswer) => (endedAt === undefined ? t('storms.not-ended') : <Instant at={endedAt} />),
          },
        ]
      : []),
    ...(mayAct ? [{ name: 'actions', head: t('storms.actions'), cell: (storm: AlarmStormAnswer) => <StormActs storm={storm} /> }] : []),
  ];
}
