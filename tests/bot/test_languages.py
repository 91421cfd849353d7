"""Which language a message is in: clear cases are named, doubtful ones are taken for English or left unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu.languages import LanguageReader, fold, read_texts, texts_hash

READER = LanguageReader(read_texts())


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("de", "Hallo, ich warte noch auf mein Päckchen, wann kommt das denn?"),
        ("de", "das bild ist kaputt angekommen was soll ich jetzt machen"),
        ("de", "Wieso wurde mir der Betrag doppelt abgebucht"),
        ("de", "koennen sie mir helfen ich finde die rechnung nicht"),
        ("fr", "je n'ai toujours pas reçu mes chaussettes, c'est inadmissible"),
        ("fr", "Est-ce que vous livrez en Belgique ?"),
        ("fr", "comment faire pour echanger un article"),
        ("es", "no me funciona el código de descuento, qué hago"),
        ("es", "quisiera hablar con una persona de verdad"),
        ("es", "cuanto tarda en llegar a Sevilla"),
        ("it", "il maglione che mi avete mandato è della taglia sbagliata"),
        ("it", "vorrei sapere quando arriva la mia tazza"),
        ("pt", "gostaria de trocar a camisa porque ficou muito grande"),
        ("pt", "ainda não recebi o meu dinheiro de volta"),
        ("nl", "ik heb de verkeerde kom gekregen, wat moet ik nu doen"),
        ("nl", "kan ik mijn bestelling nog wijzigen?"),
        ("pl", "chciałbym wymienić sweter na większy, czy to możliwe"),
        ("pl", "nie dostalem jeszcze faktury za moje zamowienie"),
        ("cs", "přišla mi rozbitá váza, co mám dělat"),
        ("cs", "kdy dostanu svoje peníze za vrácené zboží"),
        ("sv", "jag fick fel storlek, kan jag byta den"),
        ("sv", "hur mycket kostar frakten och när kommer den"),
        ("da", "jeg kan ikke finde min faktura, kan I sende den igen"),
        ("da", "hvornår kan jeg forvente mine penge tilbage"),
        ("fi", "sain väärän koon, voinko vaihtaa sen"),
        ("fi", "milloin saan rahat takaisin tililleni"),
        ("hu", "rossz méretet kaptam, hogyan tudom kicserélni"),
        ("ro", "am primit mărimea greșită, cum pot să o schimb"),
        ("tr", "yanlış beden geldi, nasıl değiştirebilirim"),
        ("ru", "где мой заказ?"),
        ("uk", "де моє замовлення, воно ще не прийшло"),
        ("el", "πού είναι η παραγγελία μου"),
        ("ar", "أين طلبي"),
        ("he", "איפה ההזמנה שלי"),
        ("zh", "我的订单在哪里"),
        ("ja", "注文した商品はどこですか"),
        ("ko", "제 주문은 어디에 있나요"),
        ("hi", "मेरा ऑर्डर कहाँ है"),
        ("th", "พัสดุของฉันอยู่ที่ไหน"),
    ],
)
def test_other_languages_are_named(code: str, text: str) -> None:
    """Everyday messages, with and without accents, and every script."""
    read = READER.read(text)
    assert read.code == code
    assert read.confidence > 0.5


@pytest.mark.parametrize(
    "text",
    [
        "Where is my order?",
        "wheres my stuff",
        "no",
        "yes",
        "si",
        "Hallo",
        "ciao",
        "hola amigo",
        "Guten Tag",
        "merci",
        "20417",
        "order no. 20417",
        "ana@example.com",
        "https://exemple.example/ou/est/ma/commande",
        "Wojciech Kowalczyk",
        "Françoise Lefèvre, 12 rue de la République, 69001 Lyon",
        "Müller, Königstraße 12, 70173 Stuttgart, Germany",
        "my name is José María de la Cruz",
        "please send it to Calle de Alcalá 14, Madrid",
        "I bought it at the Galeria am Alexanderplatz, die haben mir nicht geholfen is what my mum said",
        "Merino jumper, Forest, size M",
        "beeswax candle",
        "déjà vu: the same lamp again",
        "I can't find the Käthe Wohlfahrt ornaments",
        "do you speak german or english",
        "how do I say thank you in spanish, muchas gracias?",
        "LOL ok",
        "asdf qwer zxcv",
        "hrmpf dazzle quux it",
        "👍👍",
        "???",
        "",
        "   ",
        "a",
        "é",
        "ERROR 2026-11-20 at com.example.Main.run(Main.java:42) null",
        "<p>Hello</p><br/>",
        "DHL DPD GLS UPS",
    ],
)
def test_english_and_doubtful_messages_are_not_foreign(text: str) -> None:
    """Short words, names, addresses, product words, numbers, links and gibberish make nobody a foreigner."""
    assert READER.read(text).code in ("en", "unknown")


@pytest.mark.parametrize("text", ["20417", "ana@example.com", "👍", "...", "", "www.example.com/a/b"])
def test_nothing_to_go_by_is_unknown(text: str) -> None:
    """A message without words has no language."""
    assert (READER.read(text).code, READER.read(text).confidence) == ("unknown", 0.0)


def test_a_long_message_is_surer_than_a_short_one() -> None:
    """More words, more confidence; always below one."""
    short = READER.read("wo ist mein Paket")
    long = READER.read("wo ist mein Paket, ich warte schon seit drei Wochen und niemand hat mir geantwortet")
    assert short.code == long.code == "de"
    assert 0.5 < short.confidence < long.confidence < 1


def test_four_thousand_characters_are_read_quickly() -> None:
    """Only the beginning of a long text is looked at."""
    assert READER.read("wo ist mein Paket " * 250).code == "de"


def test_the_texts_are_fit_to_learn_from() -> None:
    """Thirteen European languages and English, each with enough words of its own."""
    texts = read_texts()
    assert len(texts) >= 14
    assert all(len(text.split()) > 250 for text in texts.values())
    assert texts_hash(texts.items()) != texts_hash([*list(texts.items())[1:], ("xx", "y")])


def test_without_english_there_is_no_reader(tmp_path: Path) -> None:
    """A folder without English stops the start with a sentence."""
    with pytest.raises(FileNotFoundError, match="restore it"):
        read_texts(tmp_path)


def test_accents_fold_away() -> None:
    """As people type without them."""
    assert fold("größe é ñ ł") == "große e n ł"
