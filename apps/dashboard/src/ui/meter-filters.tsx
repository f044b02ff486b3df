import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import { formText } from './form-text.js';

const MAX_WRITTEN_LENGTH = 32;

interface Choice {
  readonly label: string;
  readonly value: string;
  readonly data: readonly (string | { readonly value: string; readonly label: string })[];
  readonly onChoose: (value: string) => void;
}

interface MeterFiltersProps {
  /** What the list is narrowed by as soon as it is chosen. */
  readonly choices: readonly Choice[];
  readonly meterNumber: string | undefined;
  readonly words: { readonly meter: string; readonly search: string };
  /** The digits that were written, without spaces and hyphens; none takes the filter away. */
  readonly onFind: (meterNumber: string) => void;
}

/** The filters of a list about meters: what is chosen, and a meter's number that is looked for. */
export function MeterFilters({ choices, meterNumber, words, onFind }: MeterFiltersProps) {
  const find = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    onFind(formText(new FormData(event.currentTarget), 'meterNumber').replaceAll(/[\s-]/g, ''));
  };
  return (
    <form role="search" onSubmit={find}>
      <Group align="end" gap="xs">
        {choices.map(({ label, value, data, onChoose }) => (
          <NativeSelect
            key={label}
            label={label}
            value={value}
            data={[...data]}
            onChange={({ currentTarget }) => onChoose(currentTarget.value)}
          />
        ))}
        <TextInput
          name="meterNumber"
          label={words.meter}
          defaultValue={meterNumber ?? ''}
          inputMode="numeric"
          autoComplete="off"
          maxLength={MAX_WRITTEN_LENGTH}
        />
        <Button type="submit" variant="light">
          {words.search}
        </Button>
      </Group>
    </form>
  );
}
