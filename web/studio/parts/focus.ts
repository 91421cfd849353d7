import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** For the field of a form that somebody opened: it has the focus once it is there. */
export function useFocus<T extends HTMLElement>(): RefObject<T | null> {
  const field = useRef<T>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  return field;
}
