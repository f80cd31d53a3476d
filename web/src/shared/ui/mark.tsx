/** The mark: an iris, and the fovea at its centre. */
export function Mark({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden>
      <circle cx="16" cy="16" r="14.5" fill="#12355b" />
      <circle cx="16" cy="16" r="9" fill="none" stroke="#8ecae6" strokeWidth="2" />
      <circle cx="16" cy="16" r="3.6" fill="#ffb703" />
    </svg>
  );
}
