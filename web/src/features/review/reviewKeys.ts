import { isForFocused } from '../../shared/player/keys';

export type ReviewCommand = 'next' | 'previous' | 'mark' | 'markAll' | 'approve' | 'reject' | 'play' | 'help';

/** The keys of the review page; none with a modifier, and none that belongs to what has the focus. */
export function reviewCommandOf(event: KeyboardEvent): ReviewCommand | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || isForFocused(event)) {
    return undefined;
  }
  switch (event.key) {
    case 'j':
    case 'ArrowDown':
      return 'next';
    case 'k':
    case 'ArrowUp':
      return 'previous';
    case 'x':
      return 'mark';
    case 'X':
      return 'markAll';
    case 'a':
      return 'approve';
    case 'r':
      return 'reject';
    case 'p':
      return 'play';
    case '?':
      return 'help';
    default:
      return undefined;
  }
}
