#!/usr/bin/env python3
"""Makes ../bucketing.json: golden vectors for targeting-key buckets.

bucket  = first 8 bytes, big endian, of SHA-256(utf8(salt) + 00 + utf8(key)), unsigned
variant = treatment iff bucket < percent/100 * 2^64, in exact rational arithmetic

SHA-256 is Python's hashlib (OpenSSL), the comparison Python's Fraction, so nothing here
shares code with what is tested. Run without arguments; the output is deterministic.
"""

import hashlib
import json
import pathlib
from decimal import Decimal, ROUND_DOWN, ROUND_UP, localcontext
from fractions import Fraction

RANGE = 2**64
PERCENTAGES = ["0", "0.0001", "0.01", "1", "5", "12.5", "25", "33.333333333333333333", "50",
               "75", "99.9999", "99.999999999999999999999999999999", "100"]
SALTS = ["", "prod_2025", "prod_2026", "salt with space", "соль", "🧂"]
KEYS = [
    "microsoft/vscode", "torvalds/linux", "apache/lucene", "a", "A", "0",
    " ", "\t", "\u00a0", "\u200b", "\ufeff", "\u0000", "\u0000\u0000", " microsoft/vscode",
    "microsoft/vscode ", "microsoft/vscode\r",
    "größe/maß", "日本語/リポジトリ", "каталог/поиск", "e\u0301", "\u00e9", "\u07ff", "\u0800", "\uffff",
    "😀", "👩‍👩‍👧‍👦/family", "𝒳/𝒴", "\U00010000", "\U0010ffff", "org/😀/repo",
    "k" * 54, "k" * 55, "k" * 56, "k" * 63, "k" * 64, "k" * 65, "k" * 511, "k" * 512, "k" * 513,
    "é" * 255, "é" * 256, "語" * 171, "😀" * 127, "x" + "😀" * 128, "long/" + "0123456789" * 10_000,
]
UNPAIRED = ["\ud800", "\udc00", "a\ud83d", "\ude00a", "a\ud83da", "\udc00\ud800", "x" * 600 + "\udfff"]


def bucket_of(salt, key):
    digest = hashlib.sha256(salt.encode("utf-8") + b"\x00" + key.encode("utf-8")).digest()
    return int.from_bytes(digest[:8], "big")


def variant_of(bucket, percent):
    return "treatment" if Fraction(bucket) < Fraction(percent) / 100 * RANGE else "control"


def edges_of(bucket):
    """The two 18-decimal percentages next to the one at which the bucket joins."""
    with localcontext() as context:
        context.prec = 120
        joins = Decimal(bucket) * 100 / Decimal(RANGE)
        step = Decimal(1).scaleb(-18)
        return [format(joins.quantize(step, rounding=way), "f") for way in (ROUND_DOWN, ROUND_UP)]


def vector(salt, key):
    bucket = bucket_of(salt, key)
    percentages = PERCENTAGES + edges_of(bucket)
    return {"salt": salt, "key": key, "bucket": str(bucket),
            "variants": {p: variant_of(bucket, p) for p in percentages}}


def main():
    pairs = [("prod_2025", key) for key in KEYS]
    pairs += [(salt, key) for salt in SALTS for key in KEYS[:4] + ["😀"]]
    document = {
        "description": "Golden vectors for buckets; made by bucketing/make.py",
        "vectors": [vector(salt, key) for salt, key in dict.fromkeys(pairs)],
        "rejected_keys": UNPAIRED,
    }
    target = pathlib.Path(__file__).resolve().parent.parent / "bucketing.json"
    target.write_text(json.dumps(document, indent=1, ensure_ascii=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
