import { Group, Paper, Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface SectionProps {
  readonly title: string;
  /** What may be done here, beside the heading. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a page, with its heading. */
export function Section({ title, actions, children }: SectionProps) {
  return (
    <Paper withBorder p="sm" component="section" miw={0}>
      <Group justify="space-between" mb="xs">
        <Title order={2}>{title}</Title>
        {actions}
      </Group>
      <Stack gap="xs" align="stretch">
        {children}
      </Stack>
    </Paper>
  );
}
