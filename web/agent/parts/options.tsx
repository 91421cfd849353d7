import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";

export interface Option {
  id: string;
  name: string;
  words: string;
  more: string;
  take: () => void;
}

interface ListInHand {
  keys: (event: KeyboardEvent) => boolean;
  attributes: { list: string; chosen: string | undefined } | undefined;
}

export interface OptionsProps {
  options: Option[];
  label: string;
  close: () => void;
  children: (list: ListInHand) => ComponentChildren;
}

/** A list above a field that stays in focus: arrows choose, Enter or Tab takes, Escape closes. */
export function Options({ options, label, close, children }: OptionsProps) {
  const id = useId();
  const [at, setAt] = useState(0);
  const ids = options.map((option) => option.id).join(" ");
  useEffect(() => setAt(0), [ids]);
  const shown = options.length > 0;
  const chosen = options[Math.min(at, options.length - 1)];
  const keys = (event: KeyboardEvent): boolean => {
    if (!shown || event.isComposing) return false;
    if (event.key === "ArrowDown") setAt((at + 1) % options.length);
    else if (event.key === "ArrowUp") setAt((at + options.length - 1) % options.length);
    else if (event.key === "Escape") {
      event.stopPropagation();
      close();
    } else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") chosen?.take();
    else return false;
    return true;
  };
  return (
    <div class="options-place">
      {shown && (
        <ul class="options" id={id} role="listbox" aria-label={label} data-testid="options">
          {options.map((option) => (
            <li
              key={option.id}
              id={`${id}-${option.id}`}
              role="option"
              aria-selected={option === chosen}
              onMouseDown={(event) => {
                event.preventDefault();
                option.take();
              }}
            >
              <strong>{option.name}</strong> {option.words !== "" && <span>{option.words}</span>}
              {option.more !== "" && <span class="more">{option.more}</span>}
            </li>
          ))}
        </ul>
      )}
      {children({ keys, attributes: shown ? { list: id, chosen: chosen && `${id}-${chosen.id}` } : undefined })}
    </div>
  );
}
