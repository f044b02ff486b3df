import { Group, Text } from '@mantine/core';
import classes from './lamp.module.css';

export type LampState = 'good' | 'warning' | 'bad' | 'unknown';

const SHAPES: Readonly<Record<LampState, string>> = { good: '●', warning: '▲', bad: '■', unknown: '○' };

/** A state by word, shape and colour: never by colour alone. */
export function Lamp({ state, children }: { readonly state: LampState; readonly children: string }) {
  return (
    <Group gap={6} wrap="nowrap" component="span" display="inline-flex">
      <span aria-hidden="true" className={classes[state]}>
        {SHAPES[state]}
      </span>
      <Text span size="sm">
        {children}
      </Text>
    </Group>
  );
}
