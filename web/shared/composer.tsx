import { useLayoutEffect, useRef } from "preact/hooks";
import type { Attaching } from "./files/attaching";
import { AttachButton, Tray } from "./files/tray";
import { Icon } from "./icons";
import { t } from "./words";

export const LIMIT = 4000;
const WARN_AT = 3800;

export interface ComposerProps {
  draft: string;
  label: string;
  placeholder: string;
  disabled?: boolean;
  field: { current: HTMLTextAreaElement | null };
  changed: (draft: string) => void;
  send: (text: string) => void;
  /** Where chosen, dropped and pasted files go. */
  attaching?: Attaching;
  /** Sees keys first; true when it dealt with one. */
  keys?: (event: KeyboardEvent) => boolean;
  /** A list of options that follows what is typed, and the option that is chosen. */
  options?: { list: string; chosen: string | undefined } | undefined;
}

/** How many characters a person would count; the desk counts code points too. */
export function countCharacters(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.codePointAt(index) ?? 0;
    if (code > 0xffff) index += 1;
    count += 1;
  }
  return count;
}

/** One field, one button, and files beside the words. Enter sends, Shift+Enter makes a new line; half-composed input (IME) is never sent. */
export function Composer(props: ComposerProps) {
  const { draft, label, placeholder, disabled = false, field, changed, send, attaching, keys, options } = props;
  const form = useRef<HTMLFormElement>(null);
  const length = countCharacters(draft.trim());
  const files = attaching?.tray.value.some((file) => attaching.sendable(file)) === true;
  const sendable = !disabled && (length > 0 || files) && length <= LIMIT;

  useLayoutEffect(() => {
    const area = field.current;
    if (area === null) return;
    area.style.setProperty("height", "auto");
    area.style.setProperty("height", `${area.scrollHeight}px`);
  }, [draft, field]);

  const submit = () => {
    if (!sendable) return;
    send(draft.trim());
    field.current?.focus();
  };

  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {attaching !== undefined && <Tray attaching={attaching} />}
      <div class="composer">
        {attaching !== undefined && <AttachButton attaching={attaching} disabled={disabled} />}
        <textarea
          ref={field}
          rows={1}
          dir={draft === "" ? undefined : "auto"}
          aria-label={label}
          placeholder={placeholder}
          value={draft}
          disabled={disabled}
          data-testid="composer"
          aria-controls={options?.list}
          aria-activedescendant={options?.chosen}
          onPaste={(event) => {
            const pasted = [...(event.clipboardData?.files ?? [])];
            // Copied text often brings a picture of itself along; the words are meant then.
            if (attaching === undefined || pasted.length === 0 || event.clipboardData?.types.includes("text/plain")) return;
            event.preventDefault();
            attaching.choose(pasted);
          }}
          onInput={(event) => changed(event.currentTarget.value)}
          onKeyDown={(event) => {
            const dealt = keys?.(event) === true;
            if (!dealt && (event.key !== "Enter" || event.shiftKey || event.isComposing)) return;
            event.preventDefault();
            if (!dealt) submit();
          }}
        />
        <button class="send" type="submit" aria-label={t("send")} disabled={!sendable} data-testid="send">
          <Icon name="send" />
        </button>
      </div>
      {length > WARN_AT && (
        <p class={length > LIMIT ? "counter over" : "counter"} role="status">
          {length > LIMIT ? t("too_long", { n: length - LIMIT }) : t("left_to_write", { n: LIMIT - length })}
        </p>
      )}
    </form>
  );
}
