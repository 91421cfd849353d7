const PATHS = {
  close: "M6 6l12 12M18 6L6 18",
  down: "M6 9l6 6 6-6",
  back: "M15 5l-7 7 7 7",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  send: "M12 19V5M5.5 11.5L12 5l6.5 6.5",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20a7.5 7.5 0 0 1 15 0",
  end: "M9 4H5v16h4M14 8l4 4-4 4M18 12H9",
  check: "M5 12.5l4.5 4.5L19 7.5",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5l3.5 2",
  alert: "M12 8v5M12 16.5h.01M10.3 4.3L2.9 17a2 2 0 0 0 1.7 3h14.8a2 2 0 0 0 1.7-3L13.7 4.3a2 2 0 0 0-3.4 0Z",
  out: "M14 5h5v5M19 5l-9 9M17 14v5H5V7h5",
  shield: "M12 3l7.5 3v5.5c0 4.6-3.1 8-7.5 9.5-4.4-1.5-7.5-4.9-7.5-9.5V6L12 3ZM9 12l2.2 2.2L15.2 10",
  unproved: "M12 3l7.5 3v5.5c0 4.6-3.1 8-7.5 9.5-4.4-1.5-7.5-4.9-7.5-9.5V6L12 3ZM12 8.5v4M12 15.5h.01",
  inbox: "M4 13l2.5-8h11L20 13v6H4v-6ZM4 13h4.5a3.5 3.5 0 0 0 7 0H20",
  merge: "M6 4v4a4 4 0 0 0 4 4h8M14 8l4 4-4 4M6 20v-4a4 4 0 0 1 4-4",
  lock: "M6.5 11h11v9h-11ZM9 11V8a3 3 0 0 1 6 0v3",
  undo: "M9 6L4 11l5 5M4 11h10a6 6 0 0 1 6 6v1",
  clip: "M19.5 11.5l-7.8 7.8a4.6 4.6 0 0 1-6.5-6.5l8.2-8.2a3 3 0 0 1 4.3 4.3l-8 8a1.4 1.4 0 0 1-2-2l7.2-7.2",
  save: "M12 4v10.5M7.5 10.5L12 15l4.5-4.5M5 19.5h14",
  picture: "M4.5 5h15v14h-15ZM4.5 16l4.5-4.5 3.5 3.5 3-3 4 4M15.5 9h.01",
  bot: "M6 9h12a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-8a1 1 0 0 1 1-1ZM12 9V5M12 5h.01M9.5 14h.01M14.5 14h.01",
} as const;

export type IconName = keyof typeof PATHS;

/** A drawn sign; always beside words or on a labelled button, so it is silent itself. */
export function Icon({ name, small = false }: { name: IconName; small?: boolean }) {
  return (
    <svg class={`icon ${name} ${small ? "small" : ""}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
