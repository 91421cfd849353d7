import { effect } from "@preact/signals";
import { render } from "preact";
import { browserFiles } from "../shared/files/file-store";
import { browserStorage } from "../shared/storage";
import { Console } from "./console";
import { restoreDensity } from "./density";
import { takeToken } from "./entrance";
import { Shell } from "./parts/shell";

const store = browserStorage(() => localStorage);
restoreDensity(store, document.documentElement);
const desk = new Console(store, browserFiles("warmhand.agent"));

effect(() => {
  const waiting = desk.agent.value === null ? 0 : desk.counts.value.waiting;
  const offered = desk.own.offer.value !== null;
  document.title = offered ? "● For you: Warmhand" : waiting > 0 ? `(${waiting}) Warmhand` : "Warmhand";
});

const place = document.getElementById("console");
if (place === null) throw new Error("agent.html lost its #console element");
desk.entrance.link.value = takeToken(location, history);
render(<Shell desk={desk} />, place);
if (desk.entrance.link.value === null) void desk.begin();
// A link that is pasted into an open desk: everything begins anew.
addEventListener("hashchange", () => {
  if (/^#invite=/.test(location.hash)) location.reload();
});
