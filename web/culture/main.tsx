import { render } from "preact";
import { Culture } from "./culture";
import { Shell } from "./parts/shell";

const place = document.getElementById("culture");
if (place === null) throw new Error("culture.html lost its #culture element");
const culture = new Culture();
render(<Shell culture={culture} />, place);
void culture.begin();
