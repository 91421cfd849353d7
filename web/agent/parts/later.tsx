import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

/** A part of the screen that is fetched, with a style of its own if it has one, when it is shown for the first time. */
export function later<P extends object>(fetched: () => Promise<ComponentType<P>>, style?: string): ComponentType<P> {
  let known: ComponentType<P> | null = null;
  return function Later(props: P) {
    const [state, setState] = useState<"fetching" | "here" | "failed">(known === null ? "fetching" : "here");
    useEffect(() => {
      if (state !== "fetching") return undefined;
      let wanted = true;
      Promise.all([fetched(), style === undefined ? undefined : sheet(style)]).then(
        ([part]) => {
          known = part;
          if (wanted) setState("here");
        },
        () => wanted && setState("failed"),
      );
      return () => {
        wanted = false;
      };
    }, [state]);
    const Part = known;
    if (Part !== null) return <Part {...props} />;
    if (state !== "failed") return null;
    return (
      <p class="offer-notice trouble" role="alert">
        This part could not be fetched.{" "}
        <button type="button" class="text-button" onClick={() => setState("fetching")}>
          Try again
        </button>
      </p>
    );
  };
}

/** Written out, since the bundler's own way costs every page, the widget too, more than these lines. */
function sheet(href: string): Promise<void> {
  if (document.querySelector(`link[href="${href}"]`) !== null) return Promise.resolve();
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  return new Promise((ready, failed) => {
    link.onload = () => ready();
    link.onerror = () => {
      link.remove();
      failed(new Error(`${href} could not be fetched`));
    };
    document.head.append(link);
  });
}
