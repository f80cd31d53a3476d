import { X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { texts } from './texts';
import css from './ui.module.css';

/** Short confirmations in a corner, read out politely; what needs an answer is a dialog or a notice instead. */
type Toast = { id: number; text: string };

const SHOWN_MS = 6000;
let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function become(next: readonly Toast[]): void {
  toasts = next;
  listeners.forEach((listener) => {
    listener();
  });
}

export function toast(text: string): void {
  const id = ++lastId;
  become([...toasts.slice(-2), { id, text }]);
  setTimeout(() => {
    dismiss(id);
  }, SHOWN_MS);
}

function dismiss(id: number): void {
  become(toasts.filter((one) => one.id !== id));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className={css.toasts} role="status" aria-live="polite">
      {shown.map(({ id, text }) => (
        <div key={id} className={css.toast}>
          <span>{text}</span>
          <button
            type="button"
            aria-label={texts.common.dismiss}
            onClick={() => {
              dismiss(id);
            }}
          >
            <X aria-hidden />
          </button>
        </div>
      ))}
    </div>
  );
}
