import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { type Option, Select } from './field';

/** Filters stand in the address: a filtered page can be linked, and "back" finds it as it was. */
export function useFilters(): {
  value: (name: string) => string;
  /** What the address says, if it is one of these. */
  oneOf: <V extends string>(name: string, values: readonly V[]) => V | undefined;
  set: (changes: Record<string, string>) => void;
  clear: () => void;
} {
  const [search, setSearch] = useSearchParams();
  return {
    value: (name) => search.get(name) ?? '',
    oneOf: (name, values) => values.find((one) => one === search.get(name)),
    set: (changes) => {
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, text] of Object.entries(changes)) {
            if (text === '') {
              next.delete(name);
            } else {
              next.set(name, text);
            }
          }
          return next;
        },
        { replace: true },
      );
    },
    clear: () => {
      setSearch({}, { replace: true });
    },
  };
}

/** A filter that is typed. The address follows a moment after the keys: until the field is left, what was typed is shown. */
export function useTypedFilter(name: string) {
  const { value, set } = useFilters();
  const [typed, setTyped] = useState<string>();
  return {
    value: typed ?? value(name),
    onChange: (text: string) => {
      setTyped(text);
      set({ [name]: text });
    },
    onBlur: () => {
      setTyped(undefined);
    },
  };
}

/** A filter with a few values; the first of them is the usual one, and not told in the address. */
export function FilterSelect<V extends string>({
  name,
  label,
  options,
  value,
}: {
  name: string;
  label: string;
  options: readonly Option<V>[];
  value: V;
}) {
  const { set } = useFilters();
  return (
    <Select
      label={label}
      options={options}
      value={value}
      onChange={(next) => {
        set({ [name]: next === options[0]?.value ? '' : next });
      }}
    />
  );
}
