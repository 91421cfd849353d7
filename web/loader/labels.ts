/** The few words of the button itself; everything else is the chat's. */
interface Labels {
  title: string;
  open: string;
  close: string;
  unread: string;
  dismiss: string;
}

const LABELS: Record<string, Labels> = {
  en: { title: "Chat with us", open: "Open chat", close: "Close chat", unread: "unread", dismiss: "Dismiss" },
  de: { title: "Chat mit uns", open: "Chat öffnen", close: "Chat schließen", unread: "ungelesen", dismiss: "Ausblenden" },
  es: { title: "Chat con nosotros", open: "Abrir el chat", close: "Cerrar el chat", unread: "sin leer", dismiss: "Descartar" },
  fr: { title: "Discuter avec nous", open: "Ouvrir la discussion", close: "Fermer la discussion", unread: "non lus", dismiss: "Ignorer" },
  ar: { title: "تحدث معنا", open: "فتح المحادثة", close: "إغلاق المحادثة", unread: "غير مقروءة", dismiss: "تجاهل" },
};

/** In the language that was set, else the page's own; English for all we do not speak. */
export function labels(language: string | undefined): Labels {
  const code = (language ?? document.documentElement.lang).toLowerCase().split("-")[0] ?? "";
  return LABELS[code] ?? (LABELS.en as Labels);
}
