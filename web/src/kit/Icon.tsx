/** Line drawings on a 16 by 16 grid. */
const paths = {
  home: "M2.5 7.5 8 3l5.5 4.5M4 6.5V13h8V6.5",
  inbox: "M2.5 9 4.5 3.5h7L13.5 9v3.5h-11zM2.5 9H6l1 1.5h2L10 9h3.5",
  agent: "M8 8.2a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4zM3 13.5c.5-2.6 2.4-4 5-4s4.5 1.4 5 4",
  users:
    "M6 8a2.3 2.3 0 1 0 0-4.6A2.3 2.3 0 0 0 6 8zM1.8 12.8c.4-2.3 2-3.4 4.2-3.4s3.8 1.1 4.2 3.4M10.5 3.6a2.2 2.2 0 0 1 0 4.2M11.6 9.6c1.4.4 2.3 1.5 2.6 3.2",
  task: "M2.5 4l1.2 1.2L6 3M2.5 8.5l1.2 1.2L6 7.5M2.5 13l1.2 1.2L6 12M8.5 4h5M8.5 8.5h5M8.5 13h5",
  run: "M2.5 4h6M5.5 8h6M8.5 12h5",
  flow: "M2.5 5h3M10.5 5h3M5.5 5a1.5 1.5 0 1 0 0 .01M2.5 11h8M10.5 5c-3 0-2 6-5 6M12 9.5l1.5 1.5-1.5 1.5",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.3 10.3l3.2 3.2",
  plus: "M8 3v10M3 8h10",
  close: "M4 4l8 8M12 4l-8 8",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  play: "M5 3.2v9.6L12.5 8z",
  stop: "M4 4h8v8H4z",
  again: "M12.8 6A5 5 0 1 0 13 9.5M13 3v3.2H9.8",
  trash: "M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5 5 13h6l.5-8.5",
  edit: "M3 13l.6-2.8L10.8 3l2.2 2.2-7.2 7.2z",
  copy: "M5.5 5.5h7v7h-7zM3.5 10.5v-7h7",
  down: "M4 6l4 4 4-4",
  right: "M6 4l4 4-4 4",
  more: "M3.5 7.4v1.2M8 7.4v1.2M12.5 7.4v1.2M2.9 8h1.2M7.4 8h1.2M11.9 8h1.2",
  sun:
    "M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM8 1.5v1.5M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1",
  moon: "M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5z",
  download: "M8 2.5V10M5 7.5 8 10.5l3-3M3 13h10",
  upload: "M8 10.5V3M5 5.5 8 2.5l3 3M3 13h10",
  check: "M3 8.5l3.2 3.2L13 4.5",
  hand:
    "M5 9V4.5a1 1 0 0 1 2 0V8V3a1 1 0 0 1 2 0v5V4a1 1 0 0 1 2 0v5.5c0 2.5-1.2 4-3.5 4-1.8 0-2.6-.8-3.5-2.5L2.8 8.6c.8-.8 1.5-.5 2.2.4",
  tool: "M10.5 2.8a3 3 0 0 0-3 4L2.8 11.5l1.7 1.7 4.7-4.7a3 3 0 0 0 4-3.7l-1.9 1.9-1.8-.2-.2-1.8z",
  file: "M4 2.5h5l3 3v8H4zM9 2.5v3h3",
  spark: "M8 2l1.3 4.7L14 8l-4.7 1.3L8 14l-1.3-4.7L2 8l4.7-1.3z",
  chat: "M2.5 3.5h11v7.5H8l-3 2.5V11H2.5z",
  list: "M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.01M2.5 8h.01M2.5 12h.01",
  board: "M3 3h2.8v10H3zM6.8 3h2.6v6H6.8zM10.5 3h2.5v8h-2.5z",
  graph:
    "M2 8a1.5 1.5 0 1 0 3 0 1.5 1.5 0 0 0-3 0M11 4a1.5 1.5 0 1 0 3 0 1.5 1.5 0 0 0-3 0M11 12a1.5 1.5 0 1 0 3 0 1.5 1.5 0 0 0-3 0M5 7.5 11 4.5M5 8.5l6 3",
  key: "M6.6 9.4a3.2 3.2 0 1 1 2.3.9L7.6 11.6H6v1.6H4.4v1.3H2V12zM10.6 5.4h.01",
  leave: "M6.5 2.8H3v10.4h3.5M6.5 8h7M10.8 5.2 13.5 8l-2.7 2.8",
  swap: "M2.5 5.2h10M10 2.7l2.5 2.5L10 7.7M13.5 10.8h-10M6 8.3l-2.5 2.5L6 13.3",
  alert: "M8 2.5 14.5 13.5h-13zM8 6.5v3.2M8 11.6v.01",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
