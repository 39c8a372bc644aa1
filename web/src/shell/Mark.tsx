/** Skein's mark: three threads that become one. */
export function Mark({ size = 26 }: { size?: number }) {
  return (
    <svg className="mark" viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M6 21c6 0 6-10 11-10 3 0 5 2 9 2M6 16c6 0 6-5 11-5M6 11c5 0 7 10 12 10 3 0 5-2 8-2" />
    </svg>
  );
}
