import { useLayoutEffect, useRef, useState } from "preact/hooks";

const NEAR_PX = 80;

/** Where a reader left a list: pixels from its top, or null at its end. */
export interface Place {
  read: () => number | null;
  keep: (top: number | null) => void;
}

/**
 * Keeps a scrolled list at its end while the reader is there, and leaves it alone while they read further up.
 * `version` changes with the content, `own` with each message the reader sends, `shown` when the list appears.
 * With a `place` the reader finds the list again where they left it.
 */
export function useStickToEnd(version: unknown, own: number, shown: boolean, place?: Place) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const lastTop = useRef(0);
  const lastEnd = useRef(0);
  const opening = useRef(true);
  const [below, setBelow] = useState(false);

  const toEnd = () => {
    const element = box.current;
    if (element === null) return;
    element.scrollTop = element.scrollHeight;
    atEnd.current = true;
    setBelow(false);
  };

  useLayoutEffect(() => {
    if (atEnd.current) toEnd();
    else setBelow(true);
  }, [version]);
  useLayoutEffect(() => {
    const left = opening.current ? (place?.read() ?? null) : null;
    opening.current = false;
    if (left === null || box.current === null) {
      toEnd();
      return;
    }
    atEnd.current = false;
    lastTop.current = box.current.scrollTop = left;
  }, [own, shown]);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const watcher = new ResizeObserver(() => {
      if (atEnd.current) element.scrollTop = element.scrollHeight;
    });
    watcher.observe(element);
    const list = element.querySelector("ol");
    if (list !== null) watcher.observe(list);
    return () => watcher.disconnect();
  }, []);

  const scrolled = () => {
    const element = box.current;
    if (element === null) return;
    const end = element.scrollHeight - element.clientHeight;
    // Only a reader moves up; a list that merely became shorter, or got less room, stays at its end.
    if (end - element.scrollTop < NEAR_PX) atEnd.current = true;
    else if (end === lastEnd.current && element.scrollTop < lastTop.current) atEnd.current = false;
    lastEnd.current = end;
    lastTop.current = element.scrollTop;
    if (atEnd.current) setBelow(false);
    place?.keep(atEnd.current ? null : element.scrollTop);
  };
  return { box, below, toEnd, scrolled };
}
