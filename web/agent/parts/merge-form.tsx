import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Summary } from "../../shared/types";
import type { Console } from "../console";
import type { OpenConversation } from "../open-conversation";

/** In which other conversation does this matter go on? */
export function MergeForm({ desk, open, close }: { desk: Console; open: OpenConversation; close: () => void }) {
  const [into, setInto] = useState("");
  const first = useRef<HTMLSelectElement>(null);
  useLayoutEffect(() => first.current?.focus(), []);
  useEffect(() => {
    void desk.loadBeside("mine");
  }, []);
  const others = candidates([...desk.all.value.values()], desk.summaryOf(open.id), desk.agent.value?.id ?? "");
  return (
    <form
      class="resolve-form"
      data-testid="merge-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (into !== "") void open.team.merge(into).then((done) => {
            if (!done) return;
            close();
            desk.select(into);
          });
      }}
    >
      <p>This conversation ends, and you go on in the other. Its words stay here, one click away; nothing is shown to the other customer.</p>
      <label class="note">
        Goes on in
        <select ref={first} required value={into} data-testid="merge-into" onChange={(event) => setInto(event.currentTarget.value)}>
          <option value="">{others.length === 0 ? "You hold no other conversation" : "Choose a conversation"}</option>
          {others.map((other) => (
            <option key={other.id} value={other.id}>
              {other.customer.name}: {other.last_text.slice(0, 60)}
            </option>
          ))}
        </select>
      </label>
      <div class="dock-verbs">
        <button type="button" class="button quiet" onClick={close}>
          Cancel
        </button>
        <button type="submit" class="button primary" data-testid="merge-confirm" disabled={open.busy.value || into === ""}>
          Merge
        </button>
      </div>
    </form>
  );
}

/** The agent's own conversations first those of people with the same name. */
function candidates(all: readonly Summary[], self: Summary | null, me: string): Summary[] {
  const others = all.filter((one) => one.id !== self?.id && one.merged_into === null && one.agent?.id === me);
  const same = (one: Summary) => Number(one.customer.name === self?.customer.name);
  return others.sort((left, right) => same(right) - same(left) || right.last_at.localeCompare(left.last_at));
}
