import { ChevronDown, Search } from 'lucide-react';
import { type ComponentProps, type ReactNode, useId } from 'react';
import { classes } from './classes';
import css from './ui.module.css';

type Common = { label: string; hint?: ReactNode; error?: string | undefined; hideLabel?: boolean };

function Frame({
  id,
  label,
  hint,
  error,
  hideLabel,
  className,
  children,
}: Common & { id: string; className?: string | undefined; children: ReactNode }) {
  return (
    <div className={classes(css.field, className)}>
      <label htmlFor={id} className={hideLabel ? 'visually-hidden' : css.label}>
        {label}
      </label>
      {children}
      {hint !== undefined && (
        <span id={`${id}-hint`} className={css.hint}>
          {hint}
        </span>
      )}
      {error !== undefined && (
        <span id={`${id}-error`} className={css.fieldError} role="alert">
          {error}
        </span>
      )}
    </div>
  );
}

function described(id: string, { hint, error }: Common) {
  const by = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`].filter(Boolean).join(' ');
  return { id, 'aria-invalid': error !== undefined, ...(by === '' ? {} : { 'aria-describedby': by }) };
}

type Text<E extends 'input' | 'textarea'> = Common &
  Omit<ComponentProps<E>, 'id' | 'onChange'> & { onChange?: (text: string) => void };

export function TextField({ label, hint, error, hideLabel, className, onChange, ...input }: Text<'input'>) {
  const id = useId();
  const common = { label, hint, error, hideLabel: hideLabel ?? false };
  return (
    <Frame id={id} {...common} className={className}>
      <input
        {...input}
        {...described(id, common)}
        className={css.input}
        onChange={(event) => {
          onChange?.(event.target.value);
        }}
      />
    </Frame>
  );
}

export function TextArea({ label, hint, error, hideLabel, onChange, ...area }: Text<'textarea'>) {
  const id = useId();
  const common = { label, hint, error, hideLabel: hideLabel ?? false };
  return (
    <Frame id={id} {...common}>
      <textarea
        {...area}
        {...described(id, common)}
        className={css.input}
        onChange={(event) => {
          onChange?.(event.target.value);
        }}
      />
    </Frame>
  );
}

export type Option<V extends string> = { value: V; text: string };

/** Each value by its name; a text for none of them comes first. */
export function optionsOf<V extends string>(values: readonly V[], names: Record<V, string>): Option<V>[];
export function optionsOf<V extends string>(
  values: readonly V[],
  names: Record<V, string>,
  none: string,
): Option<V | ''>[];
export function optionsOf<V extends string>(
  values: readonly V[],
  names: Record<V, string>,
  none?: string,
): Option<V | ''>[] {
  const options = values.map((value) => ({ value, text: names[value] }));
  return none === undefined ? options : [{ value: '', text: none }, ...options];
}

/** The browser's own select: it is the one that every phone, keyboard and screen reader knows. */
export function Select<V extends string>({
  label,
  hint,
  error,
  hideLabel,
  options,
  value,
  onChange,
  disabled,
}: Common & {
  options: readonly Option<V>[];
  value: V;
  onChange: (value: V) => void;
  disabled?: boolean;
}) {
  const id = useId();
  const common = { label, hint, error, hideLabel: hideLabel ?? false };
  return (
    <Frame id={id} {...common}>
      <span className={css.select}>
        <select
          {...described(id, common)}
          className={css.input}
          value={value}
          disabled={disabled}
          onChange={(event) => {
            onChange(event.target.value as V);
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.text}
            </option>
          ))}
        </select>
        <ChevronDown aria-hidden />
      </span>
    </Frame>
  );
}

export function SearchField({
  label,
  value,
  onChange,
  onBlur,
  placeholder,
  isFirst = false,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  placeholder?: string;
  /** The viewer came to search: it has the focus when the page opens. */
  isFirst?: boolean;
}) {
  const id = useId();
  return (
    <div className={classes(css.field, css.grow)}>
      <label htmlFor={id} className={css.label}>
        {label}
      </label>
      <span className={css.search}>
        <Search aria-hidden />
        <input
          id={id}
          type="search"
          autoFocus={isFirst}
          className={css.input}
          value={value}
          placeholder={placeholder}
          onBlur={onBlur}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        />
      </span>
    </div>
  );
}

export function Check({
  label,
  hint,
  checked,
  onChange,
}: {
  label: string;
  hint?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  const id = useId();
  return (
    <div className={css.check}>
      <input
        id={id}
        type="checkbox"
        checked={checked}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => {
          onChange(event.target.checked);
        }}
      />
      <div>
        <label htmlFor={id}>{label}</label>
        {hint !== undefined && (
          <div id={`${id}-hint`} className={css.hint}>
            {hint}
          </div>
        )}
      </div>
    </div>
  );
}
