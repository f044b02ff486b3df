import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';

export interface PageTab {
  /** As it stands in the address. */
  readonly name: string;
  readonly label: string;
  readonly content: ReactNode;
}

interface PageTabsProps {
  /** At least one. */
  readonly tabs: readonly PageTab[];
  /** The name in the address; the first one is shown where it names none of them. */
  readonly tab: string | undefined;
  readonly onChoose: (name: string) => void;
}

/** Parts of a page, one shown at a time; only what is shown is read. */
export function PageTabs({ tabs, tab, onChoose }: PageTabsProps) {
  const shown = tabs.find(({ name }) => name === tab) ?? tabs[0]!;
  return (
    <Tabs value={shown.name} onChange={(name) => onChoose(name ?? shown.name)} keepMounted={false}>
      <Tabs.List>
        {tabs.map(({ name, label }) => (
          <Tabs.Tab key={name} value={name}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(({ name, content }) => (
        <Tabs.Panel key={name} value={name} pt="md">
          {content}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
