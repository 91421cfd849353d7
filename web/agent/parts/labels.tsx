import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { DeskError } from "../../shared/http";
import { Icon } from "../../shared/icons";
import type { Console } from "../console";
import type { OpenConversation } from "../open-conversation";

/** The conversation's labels, and a field for one more. */
export function Labels({ desk, open, labels, adding }: { desk: Console; open: OpenConversation; labels: string[]; adding: { value: boolean } }) {
  return (
    <div class="labels" role="group" aria-label="Labels" data-testid="labels">
      {labels.map((label) => (
        <span key={label} class="tag label">
          {label}
          <button type="button" aria-label={`Remove label ${label}`} onClick={() => void open.team.changeLabels([], [label])}>
            <Icon name="close" small />
          </button>
        </span>
      ))}
      {adding.value ? (
        <LabelField desk={desk} open={open} close={() => (adding.value = false)} />
      ) : (
        <button type="button" class="text-button" data-testid="add-label" onClick={() => (adding.value = true)}>
          Add label
        </button>
      )}
    </div>
  );
}

function LabelField({ desk, open, close }: { desk: Console; open: OpenConversation; close: () => void }) {
  const [name, setName] = useState("");
  const [known, setKnown] = useState<string[]>([]);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  useEffect(() => {
    void desk.desk.labels().then(
      (found) => setKnown(found.labels.map((label) => label.name)),
      (error: unknown) => {
        // A label can be typed without the list of known ones.
        if (!(error instanceof DeskError)) throw error;
      },
    );
  }, []);
  return (
    <form
      class="label-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() === "") close();
        else void open.team.changeLabels([name], []).then((done) => (done ? close() : undefined));
      }}
    >
      <input
        ref={field}
        list="known-labels"
        aria-label="Label"
        maxLength={40}
        value={name}
        data-testid="label-field"
        onInput={(event) => setName(event.currentTarget.value)}
        onBlur={() => (name === "" ? close() : undefined)}
      />
      <datalist id="known-labels">
        {known.map((label) => (
          <option key={label} value={label} />
        ))}
      </datalist>
      <button type="submit" class="button" data-testid="label-confirm">
        Add
      </button>
    </form>
  );
}
