import { type RefObject, useEffect } from 'react';

const IDLE_AFTER_MS = 3_000;

/**
 * Marks an element `data-idle` after three seconds without a movement, key or touch in it, and never while something in
 * it is open. Whatever moves the focus brings it back, for those who use no pointer.
 */
export function useIdle(element: RefObject<HTMLElement | null>, active: boolean, held: boolean): void {
  useEffect(() => {
    const target = element.current;
    if (target === null || !active) {
      return;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wake = () => {
      delete target.dataset.idle;
      clearTimeout(timer);
      if (!held) {
        timer = setTimeout(() => {
          target.dataset.idle = '';
        }, IDLE_AFTER_MS);
      }
    };
    const signs = ['pointermove', 'pointerdown', 'keydown', 'focusin'] as const;
    signs.forEach((sign) => {
      document.addEventListener(sign, wake, { passive: true });
    });
    wake();
    return () => {
      clearTimeout(timer);
      delete target.dataset.idle;
      signs.forEach((sign) => {
        document.removeEventListener(sign, wake);
      });
    };
  }, [element, active, held]);
}
