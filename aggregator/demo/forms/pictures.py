"""Press pictures that nobody took: a generated river landscape as PNG, another one for every number."""

import colorsys
import math
import random
import struct
import zlib
from functools import lru_cache

from aggregator.demo.dice import dice

WIDTH, HEIGHT = 480, 270
_SKY, _SUN, _FAR, _NEAR, _WATER = 200, 200, 201, 202, 203  # palette: 0–199 is the sky from top to horizon


@lru_cache(maxsize=512)
def picture(number: int) -> bytes:
    """An indexed PNG (RFC 2083) of 480 × 270, a few kilobytes, the same for the same number."""
    rng = dice("picture", number)
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    chunks = (
        (b"IHDR", header),
        (b"PLTE", _palette(rng)),
        (b"IDAT", zlib.compress(_pixels(rng), 6)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def picture_size(number: int) -> int:
    """Bytes of the picture, for enclosures."""
    return len(picture(number))


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _palette(rng: random.Random) -> bytes:
    hue, warm = rng.random(), rng.choice((0.04, 0.08, 0.11, 0.55, 0.93))
    sky = [
        (hue + (warm - hue) * i / _SKY, 0.55 - 0.25 * i / _SKY, 0.6 + 0.38 * i / _SKY) for i in range(_SKY)
    ]
    ground = [(warm, 0.15, 1.0), (hue, 0.45, 0.55), (hue, 0.6, 0.3), (hue, 0.35, 0.7)]
    colours = (colorsys.hsv_to_rgb(*colour) for colour in (*sky, *ground))
    return bytes(round(255 * part) for colour in colours for part in colour)


def _pixels(rng: random.Random) -> bytes:
    far, near = _hills(rng, 150, 30), _hills(rng, 185, 16)
    river = 235 + rng.randint(-10, 10)
    sun_x, sun_y, radius = rng.randint(70, WIDTH - 70), rng.randint(50, 130), rng.randint(18, 34)
    rows = []
    for y in range(HEIGHT):
        sky = bytearray([min(y, _SKY - 1)]) * WIDTH
        if abs(y - sun_y) < radius:
            half = math.isqrt(radius**2 - (y - sun_y) ** 2)
            sky[sun_x - half : sun_x + half] = bytes([_SUN]) * (2 * half)
        land = zip(sky, far, near, strict=True)
        row = bytes([_WATER]) * WIDTH if y > river else bytes(_ground(y, *column) for column in land)
        rows.append(b"\0" + row)
    return b"".join(rows)


def _ground(y: int, sky: int, far: int, near: int) -> int:
    if y >= near:
        return _NEAR
    return _FAR if y >= far else sky


def _hills(rng: random.Random, base: int, height: int) -> list[int]:
    waves = [(rng.uniform(0.004, 0.03), rng.uniform(0, 6.3), height / (i + 1)) for i in range(3)]
    return [
        base + round(sum(size * math.sin(x * pace + at) for pace, at, size in waves)) for x in range(WIDTH)
    ]
