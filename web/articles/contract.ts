/** What the desk tells of the knowledge base (docs/wire.md §8). */
export type ArticleState = "draft" | "review" | "published" | "archived";

export interface Words {
  title: string;
  summary: string;
  body: string;
  staff: string;
  asked: string[];
  labels: string[];
  intents: string[];
}

export interface Person {
  id: string;
  name: string;
}

export interface Line {
  id: string;
  slug: string;
  state: ArticleState;
  title: string;
  labels: string[];
  intents: string[];
  owner: Person;
  author: string;
  updated_at: string;
  published: number | null;
  latest: number;
  expires_on: string | null;
  old: boolean;
  remark: string;
  version: number;
  counts: { shown: number; inserted: number; solved: number; not_solved: number };
}

export interface Task {
  id: string;
  article_id: string;
  title: string;
  kind: "expires" | "fails";
  says: string;
  at: string;
  owner: Person;
}

export interface Listed {
  keeper: boolean;
  articles: Line[];
  tasks: Task[];
  owners: Person[];
  intents: string[];
}

export interface Whole {
  article: Line;
  versions: { number: number; by: string; author_id: string; at: string; words: Words }[];
}

export interface Gap {
  people: number;
  count: number;
  last_at: string;
  messages: number[];
  examples: { text: string; conversation_id: string }[];
  article: { id: string; title: string } | null;
  draft: { title: string; asked: string[] };
}

export interface Gaps {
  /** False when nobody could say just now what messages mean. */
  available: boolean;
  gaps: Gap[];
}

export const NO_WORDS: Words = { title: "", summary: "", body: "", staff: "", asked: [], labels: [], intents: [] };
