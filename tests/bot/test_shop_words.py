"""Products, sizes and colours in the ways customers name them."""

from __future__ import annotations

import pytest

from bot.nlu.shop_words import Catalogue, ShopWordFinder
from bot.nlu.spelling import mistakes, nearest, singular

CATALOGUE = Catalogue(
    products=(
        "Merino jumper", "Linen shirt", "Organic cotton T-shirt", "Wool socks", "Linen apron", "Market tote",
        "Stoneware mug", "Stoneware bowls, set of four", "Oak serving board", "Mouth-blown vase", "Wool throw",
        "Linen cushion cover", "Beeswax candle", "Ash table lamp",
    ),
    sizes=("XS", "S", "M", "L", "XL", "36-38", "39-41", "300 ml", "Small", "Large", "130 x 170 cm", "45 cm"),
    colours=("Oat", "Forest", "Navy", "White", "Sky", "Clear", "Smoke", "Ash", "Oak", "Grey"),
)  # fmt: skip
KNOWN = frozenset(["short", "question", "cover", "covered", "parcel", "share", "cable", "board", "through", "about"])
FINDER = ShopWordFinder(CATALOGUE, KNOWN)


def found(text: str) -> list[tuple[str, str]]:
    return [(each.entity, each.value) for each in FINDER.find(text)]


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("is the Merino jumper in stock", "Merino jumper"),
        ("do you have merino jumpers", "Merino jumper"),
        ("MERINO JUMPER?", "Merino jumper"),
        ("do you still sell the jumper", "Merino jumper"),
        ("are the mugs dishwasher safe?", "Stoneware mug"),
        ("my mug's handle broke off", "Stoneware mug"),
        ("one stoneware bowl is cracked", "Stoneware bowls, set of four"),
        ("the bowls arrived broken", "Stoneware bowls, set of four"),
        ("beeswax candles", "Beeswax candle"),
        ("the beeswx candel smells odd", "Beeswax candle"),
        ("when is the candel back", "Beeswax candle"),
        ("do you have the jumpr", "Merino jumper"),
        ("is the T-shirt organic", "Organic cotton T-shirt"),
        ("tshirts in white", "Organic cotton T-shirt"),
        ("my cotton t shirt shrank", "Organic cotton T-shirt"),
        ("the shirt is too big", "Linen shirt"),
        ("mouth blown vase", "Mouth-blown vase"),
        ("the mouthblown vase", "Mouth-blown vase"),
        ("is the broken vase refundable", "Mouth-blown vase"),
        ("an oak board for a wedding", "Oak serving board"),
        ("the lamp does not switch on", "Ash table lamp"),
        ("linen cushion covers 45 cm", "Linen cushion cover"),
        ("the cover for my cushion", "Linen cushion cover"),
        ("vase", "Mouth-blown vase"),
        ("two totes please", "Market tote"),
    ],
)
def test_products_are_found_under_their_usual_names(text: str, product: str) -> None:
    """Whole or short name, singular or plural, with a slip of the finger: always the shop's own name."""
    assert [value for entity, value in found(text) if entity == "product"] == [product]


@pytest.mark.parametrize(
    "text",
    [
        "does the warranty cover water damage",
        "can I throw the box away",
        "a short question about shipping",
        "something made of linen or wool",
        "get it through the door and on board",
        "do you ship to Oakland",
        "where is my parcel",
        "jump the queue",
        "",
        "🎁",
    ],
)
def test_other_words_are_no_products(text: str) -> None:
    """Verbs, materials and words that only look alike stay what they are."""
    assert [value for entity, value in found(text) if entity == "product"] == []


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("the shirt in size M please", "M"),
        ("size: xl", "XL"),
        ("do you have it in L", "L"),
        ("I need an XS", "XS"),
        ("exchange it for xl", "XL"),
        ("is size medium still there", "M"),
        ("I'd like it in medium", "M"),
        ("in large please", "Large"),
        ("socks 39 - 41", "39-41"),
        ("cushion cover, 45cm", "45 cm"),
        ("is the throw 130 by 170 cm", "130 x 170 cm"),
        ("300ML mug", "300 ml"),
        ("I wear size 42", "42"),
        ("XL", "XL"),
    ],
)
def test_sizes_are_given_as_the_shop_writes_them(text: str, size: str) -> None:
    """Letters, words, ranges and measures."""
    assert [value for entity, value in found(text) if entity == "size"] == [size]


@pytest.mark.parametrize(
    "text",
    ["I'M ANGRY", "I'm at H&M", "a large parcel", "a small question", "order 20417", "e.g. M. Miller", "WHERE IS S"],
)
def test_other_letters_are_no_sizes(text: str) -> None:
    """Letters and small words that mean something else."""
    assert [value for entity, value in found(text) if entity == "size"] == []


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("the navy jumper", "Navy"),
        ("do you have it in blue", "blue"),
        ("is the jumper there in Forest?", "Forest"),
        ("I'd rather have the oat one", "Oat"),
        ("the vase in clear or smoke", "Clear"),
        ("jumper, forest", "Forest"),
        ("colour sky", "Sky"),
        ("grey socks", "Grey"),
    ],
)
def test_colours_are_found(text: str, colour: str) -> None:
    """Plain colours anywhere; the shop's own colour words where they are meant as colours."""
    assert [value for entity, value in found(text) if entity == "colour"][:1] == [colour]


@pytest.mark.parametrize(
    "text", ["that is not clear to me", "I live near the forest", "the Ash table lamp", "smoke came out"]
)
def test_other_words_are_no_colours(text: str) -> None:
    """Fanciful colour names are ordinary words elsewhere, and part of product names."""
    assert [value for entity, value in found(text) if entity == "colour"] == []


def test_places_are_those_of_the_text() -> None:
    """Start and end cut the words out of the message."""
    text = "Do you have the  Linen Shirts in white, size L?"
    assert [(each.entity, text[each.start : each.end]) for each in FINDER.find(text)] == [
        ("product", "Linen Shirts"), ("colour", "white"), ("size", "L"),
    ]  # fmt: skip


def test_a_name_for_two_products_means_neither() -> None:
    """ "Lamp" alone says nothing in a shop with two lamps."""
    finder = ShopWordFinder(Catalogue(products=("Ash table lamp", "Brass floor lamp")))
    assert finder.find("the lamp is broken") == []
    assert [each.value for each in finder.find("the floor lamp is broken")] == ["Brass floor lamp"]


def test_an_empty_catalogue_finds_no_products() -> None:
    """A model trained without lookup tables still works."""
    assert [each.entity for each in ShopWordFinder(Catalogue()).find("the linen shirt in red, size M")] == [
        "colour",
        "size",
    ]


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [("candle", "candel", 1), ("vase", "vase", 0), ("jumper", "jumpr", 1), ("", "abc", 3), ("mug", "jug", 1)],
)
def test_mistakes_are_counted(one: str, other: str, count: int) -> None:
    """Left out, put in, changed and swapped letters count one each, in both directions."""
    assert mistakes(one, other) == mistakes(other, one) == count


def test_two_words_as_near_are_no_answer() -> None:
    """A slip that may have been either word is left alone, and so is a short one."""
    assert nearest("shint", ["shirt", "shift"]) is None
    assert nearest("shrit", ["shirt", "skirts"]) == "shirt"
    assert nearest("mgu", ["mug"]) is None


def test_singular_gives_one_form() -> None:
    """Singular and plural meet."""
    for one, many in (("mug", "mugs"), ("dress", "dresses"), ("box", "boxes"), ("glass", "glass"), ("body", "bodies")):
        assert singular(many) == singular(one)
