import { type RefObject, useEffect, useState } from 'react';

const TAP_SECONDS = 10;
const SECOND_TAP_WITHIN_MS = 320;
const SHOWN_MS = 700;

/** Two quick taps on the left or right third jump back or forward; what was just jumped is returned for a while. */
export function useTaps(video: RefObject<HTMLVideoElement | null>): number | undefined {
  const [tapped, setTapped] = useState<number>();

  useEffect(() => {
    const element = video.current;
    // Above the video lies the layer of the controls that takes its taps.
    const surface = element?.parentElement;
    if (element === null || surface === null || surface === undefined) {
      return;
    }
    let last = { atMs: -SECOND_TAP_WITHIN_MS, side: 0 };
    const onUp = (event: PointerEvent) => {
      if (event.pointerType !== 'touch' || event.composedPath().some(isControl)) {
        return;
      }
      const { left, width } = element.getBoundingClientRect();
      const place = (event.clientX - left) / width;
      const side = place < 1 / 3 ? -1 : place > 2 / 3 ? 1 : 0;
      const again = side !== 0 && side === last.side && event.timeStamp - last.atMs < SECOND_TAP_WITHIN_MS;
      last = { atMs: event.timeStamp, side };
      if (again) {
        element.currentTime = Math.max(0, Math.min(element.duration || 0, element.currentTime + side * TAP_SECONDS));
        setTapped(side * TAP_SECONDS);
      }
    };
    surface.addEventListener('pointerup', onUp);
    return () => {
      surface.removeEventListener('pointerup', onUp);
    };
  }, [video]);

  useEffect(() => {
    if (tapped === undefined) {
      return;
    }
    const timer = setTimeout(() => {
      setTapped(undefined);
    }, SHOWN_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [tapped]);

  return tapped;
}

function isControl(target: EventTarget): boolean {
  return target instanceof HTMLElement && /^media-(control-bar|time-range)$/.test(target.localName);
}
