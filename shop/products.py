"""What is on the shelf."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Variant:
    """A size and colour of a product and how many are on the shelf."""

    size: str
    colour: str
    stock: int


@dataclass(frozen=True)
class Product:
    """Something the shop sells; `price` in cents."""

    sku: str
    slug: str
    name: str
    price: int
    summary: str
    details: str
    picture: str
    variants: tuple[Variant, ...]

    @property
    def stock(self) -> int:
        """Pieces on the shelf, all sizes and colours together."""
        return sum(variant.stock for variant in self.variants)

    @property
    def sizes(self) -> list[str]:
        """Every size once, in the order of the catalogue."""
        return list(dict.fromkeys(variant.size for variant in self.variants))

    @property
    def colours(self) -> list[str]:
        """Every colour once, in the order of the catalogue."""
        return list(dict.fromkeys(variant.colour for variant in self.variants))

    def title(self, colour: str, size: str) -> str:
        """The name of one piece, `Linen apron, Sage`; a size or colour is left out where there is only one."""
        parts = [self.name]
        if len(self.colours) > 1:
            parts.append(colour)
        if len(self.sizes) > 1:
            parts.append(size)
        return ", ".join(parts)
