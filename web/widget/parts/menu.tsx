import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../shared/icons";

export interface MenuProps {
  canAsk: boolean;
  verified: boolean;
  requestAgent: () => void;
  end: () => void;
}

type Shown = "nothing" | "choices" | "end";

/** The ⋯ button: ask for a person, end the chat. Arrow keys move, Escape closes it before it closes the chat. */
export function Menu({ canAsk, verified, requestAgent, end }: MenuProps) {
  const [shown, show] = useState<Shown>("nothing");
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (shown === "nothing") return;
    box.current?.querySelector("button")?.focus();
    const away = (event: PointerEvent) => {
      const target = event.target as Node;
      if (box.current?.contains(target) !== true && button.current?.contains(target) !== true) show("nothing");
    };
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, [shown]);

  const leave = () => {
    show("nothing");
    button.current?.focus();
  };
  return (
    <div class="menu-place">
      <button
        ref={button}
        type="button"
        class="icon-button"
        aria-label="More"
        aria-haspopup="true"
        aria-expanded={shown !== "nothing"}
        data-testid="menu"
        onClick={() => show(shown === "nothing" ? "choices" : "nothing")}
      >
        <Icon name="more" />
      </button>
      {shown !== "nothing" && (
        <div ref={box} class={shown === "end" ? "menu ask" : "menu"} onKeyDown={(event) => steer(event, box.current, leave)}>
          {shown === "choices" ? (
            <>
              {canAsk && (
                <button
                  type="button"
                  data-testid="request-agent"
                  onClick={() => {
                    leave();
                    requestAgent();
                  }}
                >
                  <Icon name="person" /> Talk to a person
                </button>
              )}
              <button type="button" data-testid="end-chat" onClick={() => show("end")}>
                <Icon name="end" /> End chat
              </button>
            </>
          ) : (
            <EndQuestion verified={verified} keep={leave} end={end} close={() => show("nothing")} />
          )}
        </div>
      )}
    </div>
  );
}

interface EndQuestionProps {
  verified: boolean;
  keep: () => void;
  end: () => void;
  close: () => void;
}

function EndQuestion({ verified, keep, end, close }: EndQuestionProps) {
  return (
    <div role="group" aria-labelledby="end-words">
      <p id="end-words">
        {verified
          ? "This clears the chat from this browser. While you are signed in to the shop, you can open it again."
          : "This clears the chat from this browser. You cannot open it again here."}
      </p>
      <div class="choices">
        <button type="button" class="plain" onClick={keep}>
          Keep it
        </button>
        <button
          type="button"
          class="plain strong"
          data-testid="end-chat-confirm"
          onClick={() => {
            close();
            end();
          }}
        >
          End chat
        </button>
      </div>
    </div>
  );
}

function steer(event: KeyboardEvent, box: HTMLElement | null, leave: () => void): void {
  if (event.key === "Escape") {
    event.preventDefault();
    leave();
    return;
  }
  if ((event.key !== "ArrowDown" && event.key !== "ArrowUp") || box === null) return;
  event.preventDefault();
  const choices = [...box.querySelectorAll("button")];
  const at = choices.indexOf(document.activeElement as HTMLButtonElement);
  const step = event.key === "ArrowDown" ? 1 : -1;
  choices[(at + step + choices.length) % choices.length]?.focus();
}
