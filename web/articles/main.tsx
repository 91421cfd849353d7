import { render } from "preact";
import { Knowledge } from "./knowledge";
import { Shell } from "./parts/shell";

const place = document.getElementById("articles");
if (place === null) throw new Error("articles.html lost its #articles element");
const knowledge = new Knowledge();
render(<Shell knowledge={knowledge} />, place);
void knowledge.begin();
