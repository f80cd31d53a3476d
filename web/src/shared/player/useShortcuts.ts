import { useEffect, useRef } from 'react';
import { type Command, commandOf, isForFocused } from './keys';

/** Single keys for the page's player, wherever the focus is, unless what has it wants the key itself. */
export function useShortcuts(active: boolean, run: (command: Command) => boolean): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    if (!active) {
      return;
    }
    const onKey = (event: KeyboardEvent) => {
      const command = commandOf(event);
      if (command !== undefined && !event.defaultPrevented && !isForFocused(event) && latest.current(command)) {
        event.preventDefault();
      }
    };
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
    };
  }, [active]);
}
