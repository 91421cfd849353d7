"""What Fern & Oak sells."""

from __future__ import annotations

from shop.products import Product, Variant

SHIRT_SIZES = ("XS", "S", "M", "L", "XL")


def _product(
    sku: str,
    slug: str,
    name: str,
    price: int,
    summary: str,
    details: str,
    picture: str,
    sizes: tuple[str, ...],
    colours: tuple[str, ...],
    stock: int,
) -> Product:
    variants = []
    for colour_position, colour in enumerate(colours):
        for size_position, size in enumerate(sizes):
            # Shelves are never evenly full: further sizes and colours run lower, some run out.
            left = max(0, stock - 2 * colour_position - abs(size_position - len(sizes) // 2))
            variants.append(Variant(size, colour, left))
    return Product(sku, slug, name, price, summary, details, picture, tuple(variants))


GOODS = (
    _product(
        "FO-104",
        "merino-jumper",
        "Merino jumper",
        9400,
        "A crew neck in soft, fine merino.",
        "Knitted in one piece from 100% merino wool, so no seam rubs. Warm without weight, and happy to be worn"
        " for days between washes. Wool programme, 30 degrees, dry flat.",
        "jumper",
        SHIRT_SIZES,
        ("Oat", "Forest", "Navy"),
        6,
    ),
    _product(
        "FO-106",
        "linen-shirt",
        "Linen shirt",
        6400,
        "Washed linen, relaxed, with mother-of-pearl buttons.",
        "Garment-washed European linen that is soft from the first day. Cut a little wide; take your usual size"
        " for an easy fit. Machine wash at 40 degrees.",
        "shirt",
        SHIRT_SIZES,
        ("White", "Sky"),
        4,
    ),
    _product(
        "FO-105",
        "cotton-t-shirt",
        "Organic cotton T-shirt",
        2990,
        "Heavy jersey that keeps its shape.",
        "190 g organic cotton with a ribbed neck that stays flat. Cut straight. Machine wash at 40 degrees.",
        "t-shirt",
        SHIRT_SIZES,
        ("White", "Moss", "Clay"),
        9,
    ),
    _product(
        "FO-112",
        "wool-socks",
        "Wool socks",
        1490,
        "Ribbed, thick enough for a cold floor.",
        "80% wool, 20% polyamide for the heel and toe. Made on old slow machines, which is why they last.",
        "socks",
        ("36-38", "39-41", "42-45"),
        ("Grey", "Rust"),
        14,
    ),
    _product(
        "FO-101",
        "linen-apron",
        "Linen apron",
        4100,
        "Cross-back, two deep pockets, no knots.",
        "Heavy washed linen that hangs from the shoulders, not from the neck. One size fits most.",
        "apron",
        ("One size",),
        ("Sage", "Oat", "Ink"),
        8,
    ),
    _product(
        "FO-113",
        "market-tote",
        "Market tote",
        2400,
        "A stout canvas bag for the weekly shop.",
        "Organic cotton canvas with long handles and an inside pocket. Carries 15 kilograms without complaint.",
        "tote",
        ("One size",),
        ("Oat", "Forest"),
        20,
    ),
    _product(
        "FO-102",
        "stoneware-mug",
        "Stoneware mug",
        1890,
        "Thrown by hand, holds 300 ml.",
        "Every mug is turned on the wheel, so no two are quite alike. Dishwasher and microwave safe.",
        "mug",
        ("300 ml",),
        ("Oat", "Moss", "Slate"),
        12,
    ),
    _product(
        "FO-111",
        "stoneware-bowls",
        "Stoneware bowls, set of four",
        5200,
        "For soup, muesli and everything between.",
        "Four bowls, 16 cm across, glazed inside and raw outside. Dishwasher and microwave safe.",
        "bowls",
        ("16 cm",),
        ("Oat", "Slate"),
        7,
    ),
    _product(
        "FO-107",
        "oak-board",
        "Oak serving board",
        4450,
        "One plank of oiled oak.",
        "Cut from a single plank, oiled three times. Wipe clean, and oil it again when it looks thirsty.",
        "board",
        ("Small", "Large"),
        ("Oak",),
        6,
    ),
    _product(
        "FO-114",
        "glass-vase",
        "Mouth-blown vase",
        3600,
        "Clear lines for a few stems.",
        "Blown from recycled glass, 22 cm high. The small bubbles are part of it.",
        "vase",
        ("22 cm",),
        ("Clear", "Smoke"),
        5,
    ),
    _product(
        "FO-103",
        "wool-throw",
        "Wool throw",
        8900,
        "Woven lambswool, 130 by 170 cm.",
        "Pure new lambswool, woven and brushed in a small mill. Big enough for two on a sofa.",
        "throw",
        ("130 x 170 cm",),
        ("Fern", "Clay", "Cream"),
        5,
    ),
    _product(
        "FO-110",
        "cushion-cover",
        "Linen cushion cover",
        2750,
        "Washed linen with a hidden zip.",
        "Heavy washed linen, piped edges. Choose one size smaller than your cushion for a full look.",
        "cushion",
        ("45 cm", "60 cm"),
        ("Clay", "Sage"),
        10,
    ),
    _product(
        "FO-108",
        "beeswax-candle",
        "Beeswax candle",
        1650,
        "Burns 40 hours and smells of honey.",
        "Pure beeswax from three beekeepers, with a cotton wick. Let it burn to the edge the first time.",
        "candle",
        ("One size",),
        ("Honey",),
        25,
    ),
    _product(
        "FO-109",
        "ash-lamp",
        "Ash table lamp",
        11900,
        "A turned foot and a linen shade.",
        "Solid ash with a linen shade, 48 cm high. E27 bulb up to 40 W, not included.",
        "lamp",
        ("48 cm",),
        ("Ash",),
        0,
    ),
)


def catalogue() -> tuple[Product, ...]:
    """All products with the stock they start with."""
    return GOODS
