import { render } from "preact";
import { Insights } from "./insights";
import { Shell } from "./parts/shell";

const place = document.getElementById("insights");
if (place === null) throw new Error("insights.html lost its #insights element");
const insights = new Insights();
render(<Shell insights={insights} />, place);
void insights.begin();
