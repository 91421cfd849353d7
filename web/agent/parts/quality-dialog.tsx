import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../shared/icons";
import type { Console } from "../console";
import { QualityDesk, TABS } from "../quality-desk";
import { leads } from "../verbs";
import { Drift } from "./quality-figures";
import { Mine } from "./quality-mine";
import { Reviews } from "./quality-reviews";
import { Shopper } from "./quality-shopper";
import { Standard } from "./quality-standard";

export interface RoomProps {
  room: QualityDesk;
  /** A supervisor or an admin. */
  leading: boolean;
  /** Closes the room and shows a conversation at a line. */
  go: (conversationId: string, seq: number | null) => void;
}

/** How well we serve, by one yardstick for the assistant and people: one's own first. */
export function QualityDialog({ desk }: { desk: Console }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { quality } = desk.rooms;
  const [room] = useState(() => new QualityDesk(desk.desk));
  const leading = leads(desk);
  const [alarms, reviews] = [quality.alarms.value, quality.reviews.value];
  useLayoutEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    if (leading && quality.alarms.value > 0) room.tab.value = "shopper";
    else if (quality.reviews.value > 0) room.tab.value = "reviews";
  }, []);
  useEffect(() => {
    void room.load();
  }, [alarms, reviews]);
  const tab = room.tab.value;
  const props: RoomProps = {
    room,
    leading,
    go: (id, seq) => {
      dialog.current?.close();
      desk.select(id, seq);
    },
  };
  return (
    <dialog ref={dialog} class="cheat-sheet quality" aria-labelledby="quality-title" data-testid="quality" onClose={() => (quality.shown.value = false)}>
      <header>
        <h2 id="quality-title">Quality</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      <div class="choices" role="group" aria-label="What to look at">
        {TABS.filter(([, , forLeads]) => leading || !forLeads).map(([name, words]) => (
          <button key={name} type="button" class="button" aria-pressed={name === tab} data-testid={`quality-${name}`} onClick={() => void room.show(name)}>
            {words}
          </button>
        ))}
      </div>
      {room.trouble.value !== null && (
        <p class="form-trouble" role="alert" data-testid="quality-trouble">
          {room.trouble.value}
        </p>
      )}
      {tab === "mine" && <Mine {...props} />}
      {tab === "reviews" && <Reviews {...props} />}
      {tab === "standard" && <Standard {...props} />}
      {tab === "figures" && <Drift {...props} />}
      {tab === "shopper" && <Shopper {...props} />}
    </dialog>
  );
}
