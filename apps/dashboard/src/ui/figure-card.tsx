import { Paper, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './figure-card.module.css';

interface FigureCardProps {
  readonly label: string;
  /** The number alone, as the page's language writes it. */
  readonly value: string;
  readonly unit?: string;
  readonly testId: string;
  readonly note?: ReactNode;
}

/** One number that is looked at from across the room. */
export function FigureCard({ label, value, unit, testId, note }: FigureCardProps) {
  return (
    <Paper withBorder p="sm" className={classes['card']}>
      <Text size="xs" c="dimmed" component="h2" className={classes['label']}>
        {label}
      </Text>
      <div className={classes['figure']}>
        <span className={classes['value']} data-testid={testId}>
          {value}
        </span>
        {unit !== undefined && <span className={classes['unit']}>{unit}</span>}
      </div>
      {note !== undefined && (
        <Text size="xs" c="dimmed" component="div">
          {note}
        </Text>
      )}
    </Paper>
  );
}
