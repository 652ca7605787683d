"""Press pictures that nobody took: a generated river landscape as PNG, another one for every number."""

import math
import random
import struct
import zlib
from functools import lru_cache

from aggregator.demo.dice import dice

WIDTH, HEIGHT = 480, 270
_SKY, _SUN, _FAR, _NEAR, _WATER = 200, 200, 201, 202, 203  # palette: 0–199 is the sky from top to horizon
_LIGHTS = (
    # top of the sky, horizon, sun, far hills, near hills, water
    "2b5c8a f6d9a8 fff3d6 6d8a8f 2f4f4a 9db9b5",
    "40316b f08a5d ffe0b5 7a4a6b 3a2548 b0637a",
    "6fa8c9 eef4ee ffffff 8fb39a 3f6b4f a9cfd3",
    "1b2a49 7d8fb3 f4f1de 45557a 1f2b45 5f7396",
    "c96a4a f9d5a7 fffbe8 a5694f 5c3a2e d6a184",
    "8d9aa5 dfe3e2 f7f7f2 8b9a94 4d5b57 b5c0c0",
    "0f5e6b bfe3c8 fdf6d8 3f8f7f 174f45 7cc0b5",
    "7b4b94 fbc2b5 fff0e6 91648f 4a2f5e c48fb0",
)


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
    top, horizon, *ground = (bytes.fromhex(colour) for colour in rng.choice(_LIGHTS).split())
    share = [step / (_SKY - 1) for step in range(_SKY)]
    sky = (round(a + (b - a) * part) for part in share for a, b in zip(top, horizon, strict=True))
    return bytes(sky) + b"".join(ground)


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
