"""Copies what the pages use of the locked browser packages into `.assets/`, and draws the icon sprite."""

import re
import shutil
from pathlib import Path

# Package file -> file under .assets/vendor. htmx comes with django-htmx (static file django_htmx/htmx-2.min.js).
VENDOR = {
    "@tabler/core/dist/css/tabler.min.css": "tabler/tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler/tabler.min.js",
    "echarts/dist/echarts.min.js": "echarts/echarts.min.js",
    "echarts/i18n/langZH.js": "echarts/langZH.js",
    "echarts/LICENSE": "echarts/LICENSE",
    "dexie/dist/dexie.min.js": "dexie/dexie.min.js",
    "dexie/LICENSE": "dexie/LICENSE",
    "leaflet/dist/leaflet.js": "leaflet/leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    "leaflet/dist/images/marker-icon.png": "leaflet/images/marker-icon.png",
    "leaflet/dist/images/marker-icon-2x.png": "leaflet/images/marker-icon-2x.png",
    "leaflet/dist/images/marker-shadow.png": "leaflet/images/marker-shadow.png",
    "leaflet/dist/images/layers.png": "leaflet/images/layers.png",
    "leaflet/dist/images/layers-2x.png": "leaflet/images/layers-2x.png",
    "leaflet/LICENSE": "leaflet/LICENSE",
    "sortablejs/Sortable.min.js": "sortable/sortable.min.js",
    "sortablejs/LICENSE": "sortable/LICENSE",
    "@tabler/icons/LICENSE": "tabler/icons.LICENSE",
}
_SOURCE_MAP = re.compile(r"(/\*#|//#)\s*sourceMappingURL=[^\n]*", re.MULTILINE)
_SVG_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_EMPTY_BOX = re.compile(r'<path[^>]*d="M0 0h24v24H0z"[^>]*/>')
_SYMBOL = (
    '<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
    'stroke-linecap="round" stroke-linejoin="round">{body}</symbol>'
)


class AssetMissing(Exception):
    """A package file or an icon that the pages ask for is not there."""


def icon_names(listing: Path) -> list[str]:
    """The names in static/icons.txt: one a line, comments after #, each once, sorted."""
    if not listing.exists():
        return []
    lines = (line.partition("#")[0].strip() for line in listing.read_text(encoding="utf-8").splitlines())
    return sorted({line for line in lines if line})


def sprite(names: list[str], outlines: Path) -> str:
    """One SVG with a symbol for each name, from Tabler's outline icons."""
    symbols = []
    for name in names:
        source = outlines / f"{name}.svg"
        found = _SVG_BODY.search(source.read_text(encoding="utf-8")) if source.exists() else None
        if found is None:
            raise AssetMissing(f"static/icons.txt names the icon {name!r}, which Tabler does not have.")
        body = re.sub(r"\s*\n\s*", "", _EMPTY_BOX.sub("", found[1]))
        symbols.append(_SYMBOL.format(name=name, body=body))
    return '<svg xmlns="http://www.w3.org/2000/svg">' + "\n".join(symbols) + "</svg>\n"


def _copy(source: Path, target: Path) -> None:
    if not source.exists():
        raise AssetMissing(f"{source} is missing: run npm ci again.")
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix in {".css", ".js"}:
        # Source maps stay behind, so nothing may point at them.
        target.write_text(_SOURCE_MAP.sub("", source.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        shutil.copyfile(source, target)


def build(root: Path) -> None:
    """Fill `.assets/` anew from node_modules and static/icons.txt."""
    packages, assets = root / "node_modules", root / ".assets"
    for source, target in VENDOR.items():
        _copy(packages / source, assets / "vendor" / target)
    symbols = sprite(icon_names(root / "static" / "icons.txt"), packages / "@tabler" / "icons" / "icons" / "outline")
    (assets / "icons.svg").write_text(symbols, encoding="utf-8")
