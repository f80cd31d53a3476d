import { useSearchParams } from 'react-router';

/** Filters stand in the address: a filtered page can be linked, and "back" finds it as it was. */
export function useFilters(): {
  value: (name: string) => string;
  set: (changes: Record<string, string>) => void;
  clear: () => void;
} {
  const [search, setSearch] = useSearchParams();
  return {
    value: (name) => search.get(name) ?? '',
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
