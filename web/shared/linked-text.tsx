export type Piece = { text: string } | { text: string; href: string };

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`]+/gi;

/** Splits text into plain pieces and http(s) addresses; every other scheme stays text. */
export function findLinks(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimTail(match[0]);
    const href = safeHref(address);
    if (href === null) continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
    pieces.push({ text: address, href });
    from = match.index + address.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

/** An absolute http(s) address without credentials, or null. */
export function safeHref(address: string): string | null {
  try {
    const url = new URL(address);
    const plain = url.username === "" && url.password === "";
    return plain && (url.protocol === "https:" || url.protocol === "http:") ? url.href : null;
  } catch {
    return null;
  }
}

/** Full stops and closing brackets after an address belong to the sentence. */
function trimTail(address: string): string {
  let end = address.length;
  while (end > 0) {
    const last = address[end - 1] ?? "";
    const unopened = last === ")" && !address.slice(0, end).includes("(");
    if (!".,;:!?]}".includes(last) && !unopened) break;
    end -= 1;
  }
  return address.slice(0, end);
}

/** Text as text, with its web addresses as links that open apart. */
export function LinkedText({ text }: { text: string }) {
  return (
    <>
      {findLinks(text).map((piece, index) =>
        "href" in piece ? (
          <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
            {piece.text}
          </a>
        ) : (
          piece.text
        ),
      )}
    </>
  );
}
