/** The keyboard map of the player, after the habits of the field; `g` is ours. */
export type Command =
  | { kind: 'togglePlay' }
  | { kind: 'seekBy'; seconds: number }
  | { kind: 'seekToTenth'; tenth: number }
  | { kind: 'seekToStart' }
  | { kind: 'seekToEnd' }
  | { kind: 'volumeBy'; ratio: number }
  | { kind: 'toggleMute' }
  | { kind: 'toggleFullscreen' }
  | { kind: 'togglePictureInPicture' }
  | { kind: 'toggleCaptions' }
  | { kind: 'rateBy'; steps: -1 | 1 }
  | { kind: 'frameBy'; frames: -1 | 1 }
  | { kind: 'toggleFocus' }
  | { kind: 'leaveFocus' }
  /** What lies around the player is the page's. */
  | { kind: 'page'; what: 'theatre' | 'search' | 'next' | 'previous' }
  | { kind: 'help' };

const FINE_SECONDS = 5;
const COARSE_SECONDS = 10;
const VOLUME_STEP = 0.05;

type Key = { key: string; shiftKey: boolean; ctrlKey: boolean; metaKey: boolean; altKey: boolean };

/** What a key asks for; undefined leaves it to the browser. */
export function commandOf({ key, shiftKey, ctrlKey, metaKey, altKey }: Key): Command | undefined {
  if (ctrlKey || metaKey || altKey) {
    return undefined;
  }
  if (/^[0-9]$/.test(key)) {
    return { kind: 'seekToTenth', tenth: Number(key) };
  }
  switch (key.length === 1 ? key.toLowerCase() : key) {
    case ' ':
    case 'k':
      return { kind: 'togglePlay' };
    case 'j':
      return { kind: 'seekBy', seconds: -COARSE_SECONDS };
    case 'l':
      return { kind: 'seekBy', seconds: COARSE_SECONDS };
    case 'ArrowLeft':
      return { kind: 'seekBy', seconds: -FINE_SECONDS };
    case 'ArrowRight':
      return { kind: 'seekBy', seconds: FINE_SECONDS };
    case 'ArrowUp':
      return { kind: 'volumeBy', ratio: VOLUME_STEP };
    case 'ArrowDown':
      return { kind: 'volumeBy', ratio: -VOLUME_STEP };
    case 'm':
      return { kind: 'toggleMute' };
    case 'f':
      return { kind: 'toggleFullscreen' };
    case 'i':
      return { kind: 'togglePictureInPicture' };
    case 'c':
      return { kind: 'toggleCaptions' };
    case '<':
      return { kind: 'rateBy', steps: -1 };
    case '>':
      return { kind: 'rateBy', steps: 1 };
    case ',':
      return { kind: 'frameBy', frames: -1 };
    case '.':
      return { kind: 'frameBy', frames: 1 };
    case 't':
      return { kind: 'page', what: 'theatre' };
    case '/':
      return { kind: 'page', what: 'search' };
    case 'n':
      return shiftKey ? { kind: 'page', what: 'next' } : undefined;
    case 'p':
      return shiftKey ? { kind: 'page', what: 'previous' } : undefined;
    case 'g':
      return { kind: 'toggleFocus' };
    case 'Escape':
      return { kind: 'leaveFocus' };
    case 'Home':
      return { kind: 'seekToStart' };
    case 'End':
      return { kind: 'seekToEnd' };
    case '?':
      return { kind: 'help' };
    default:
      return undefined;
  }
}

export const RATES = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2] as const;

/** The next speed up or down; stays at the ends. */
export function stepRate(rate: number, steps: -1 | 1): number {
  const next = steps > 0 ? RATES.find((one) => one > rate) : RATES.findLast((one) => one < rate);
  return next ?? rate;
}

/** Whether a key pressed there belongs to what has the focus: text being typed, a slider, a menu, an open dialog. */
export function isForFocused(event: KeyboardEvent): boolean {
  const { key } = event;
  return event.composedPath().some((target) => {
    if (!(target instanceof HTMLElement)) {
      return false;
    }
    const role = target.getAttribute('role');
    if (role === 'dialog' || role === 'alertdialog' || role === 'menu' || role === 'listbox') {
      return true;
    }
    if (target instanceof HTMLInputElement && target.type === 'range') {
      return key.startsWith('Arrow') || key === 'Home' || key === 'End';
    }
    if (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) {
      return true;
    }
    const presses = target.tagName === 'BUTTON' || target.tagName === 'A' || role === 'button';
    return presses && (key === ' ' || key === 'Enter');
  });
}
