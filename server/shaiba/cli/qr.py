"""QR codes on a terminal."""

import segno


def qr(text: str) -> str:
    """A QR code in half-block characters, dark on light whatever the terminal's colours."""
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=2)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    blocks = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}
    return "\n".join(
        "\x1b[97;40m" + "".join(blocks[bool(a), bool(b)] for a, b in zip(top, bottom, strict=True)) + "\x1b[0m"
        for top, bottom in zip(rows[::2], rows[1::2], strict=True)
    )
