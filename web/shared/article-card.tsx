import { Icon } from "./icons";
import type { ArticleCard as Data } from "./types";
import { t } from "./words";

/** The way to a whole article of the help, which the desk itself serves: nothing else is linked to. */
export function ArticleCard({ article }: Data) {
  if (!/^\/help\/[a-z0-9-]+$/.test(article.url)) return null;
  return (
    <a class="order article" href={article.url} target="_blank" rel="noopener" data-testid="article-card">
      <strong>{article.title}</strong>
      <span>
        {t("read_article")} <Icon name="out" small />
        <span class="unseen">{t("new_tab")}</span>
      </span>
    </a>
  );
}
