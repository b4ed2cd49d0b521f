#!/usr/bin/env python3
"""Cut the Chinese font of the prints to the signs that they need, and list them (D10).

Usage: cut_fonts.py PACKAGE [PROJECT]

PACKAGE is the unpacked npm package `@expo-google-fonts/noto-sans-sc` (OFL 1.1). It needs fonttools, which nothing else
of the program does: `npm pack @expo-google-fonts/noto-sans-sc && tar xzf *.tgz`, then
`uv run --with fonttools tools/cut_fonts.py package`. The signs are those of the Chinese catalogue and of the first
level of GB 2312; a test says when the catalogue has come to need another one.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

WEIGHTS = {"400Regular": "Regular", "700Bold": "Bold"}
CATALOGUE = "vinculo/web/locale/zh_Hans/LC_MESSAGES/django.po"
PUNCTUATION = "，。、；：？！（）《》〈〉「」『』【】“”‘’…—–·　￥％～"


def signs(project: Path) -> str:
    """Return every sign that the font must have, in order."""
    level_one = {
        bytes((high, low)).decode("gb2312", "ignore") for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF)
    }
    catalogue = (project / CATALOGUE).read_text(encoding="utf-8") if (project / CATALOGUE).exists() else ""
    chinese = {sign for sign in catalogue if sign >= "\u2e80"}
    return "".join(sorted((level_one | chinese | set(PUNCTUATION)) - {""}))


def cut(package: Path, project: Path) -> None:
    """Write both weights, the licence and the list of signs."""
    from fontTools import subset  # type: ignore[import-not-found]

    target = project / "vinculo" / "documents" / "fonts"
    target.mkdir(exist_ok=True)
    kept = signs(project)
    options = subset.Options(hinting=False, layout_features=["*"], notdef_outline=True, name_IDs=["*"])
    for folder, weight in WEIGHTS.items():
        font = subset.load_font(str(package / folder / f"NotoSansSC_{folder}.ttf"), options)
        cutter = subset.Subsetter(options)
        cutter.populate(text=kept)
        cutter.subset(font)
        missing = sorted(set(kept) - {chr(code) for code in font.getBestCmap()})
        kept = "".join(sign for sign in kept if sign not in missing)
        subset.save_font(font, str(target / f"NotoSansSC-{weight}.ttf"), options)
    (target / "signs.txt").write_text(kept, encoding="utf-8")
    shutil.copyfile(package / "LICENSE_FONT", target / "OFL.txt")


def main() -> int:
    """Cut the font and return the exit status."""
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    cut(Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else "."))
    return 0


if __name__ == "__main__":
    sys.exit(main())
