import { render } from "preact";
import { browserStorage } from "../shared/storage";
import type { TextFile } from "./api";
import { Shell } from "./parts/shell";
import { Studio } from "./studio";

const RETRY_MS = 5_000;

/** Hands a text to the browser as a download. */
function save({ name, text }: TextFile): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), RETRY_MS);
}

const studio = new Studio(browserStorage(() => localStorage), save);
const heard = () => {
  studio.online.value = navigator.onLine;
  studio.again();
};
addEventListener("online", heard);
addEventListener("offline", heard);
setInterval(() => studio.again(), RETRY_MS);

const place = document.getElementById("studio");
if (place === null) throw new Error("studio.html lost its #studio element");
render(<Shell studio={studio} />, place);
void studio.begin();
