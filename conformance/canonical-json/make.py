#!/usr/bin/env python3
"""Writes texts.json and numbers.json. Run it in this directory; the output does not change from run to run."""

import hashlib
import json
import random
import struct
import sys

sys.dont_write_bytecode = True
from jcs import canonical, es_number  # noqa: E402

# Bit patterns and texts of RFC 8785, appendix B.
RFC_NUMBERS = """
0000000000000000 0
8000000000000000 0
0000000000000001 5e-324
8000000000000001 -5e-324
7fefffffffffffff 1.7976931348623157e+308
ffefffffffffffff -1.7976931348623157e+308
4340000000000000 9007199254740992
c340000000000000 -9007199254740992
4430000000000000 295147905179352830000
44b52d02c7e14af5 9.999999999999997e+22
44b52d02c7e14af6 1e+23
44b52d02c7e14af7 1.0000000000000001e+23
444b1ae4d6e2ef4e 999999999999999700000
444b1ae4d6e2ef4f 999999999999999900000
444b1ae4d6e2ef50 1e+21
3eb0c6f7a0b5ed8c 9.999999999999997e-7
3eb0c6f7a0b5ed8d 0.000001
41b3de4355555553 333333333.3333332
41b3de4355555554 333333333.33333325
41b3de4355555555 333333333.3333333
41b3de4355555556 333333333.3333334
41b3de4355555557 333333333.33333343
becbf647612f3696 -0.0000033333333333333333
43143ff3c1cb0959 1424953923781206.2
"""


def double(bits):
    return struct.unpack(">d", bytes.fromhex(bits))[0]


def numbers():
    rows = []
    for line in RFC_NUMBERS.split("\n"):
        if line:
            bits, text = line.split()
            assert es_number(double(bits)) == text, line
            rows.append({"bits": bits, "text": text, "source": "RFC 8785, appendix B"})
    rng = random.Random(8785)
    while len(rows) < 2000:
        kind = len(rows) % 4
        if kind == 0:
            x = double("%016x" % rng.getrandbits(64))
        elif kind == 1:
            x = rng.randrange(1, 10**6) / 10 ** rng.randrange(0, 12)
        elif kind == 2:
            x = float(rng.randrange(-(2**60), 2**60))
        else:
            # Powers of ten and their neighbours: where the notation changes.
            bits = struct.pack(">d", 10.0 ** rng.randrange(-30, 30))
            x = double("%016x" % (int.from_bytes(bits, "big") + rng.randrange(-2, 3)))
        if x == x and abs(x) != float("inf"):
            rows.append({"bits": struct.pack(">d", x).hex(), "text": es_number(x)})
    return rows


TEXTS = [
    (
        "RFC 8785, section 3.2.2",
        '{\n  "numbers": [333333333.33333329, 1E30, 4.50,\n              2e-3, 0.000000000000000000000000001],\n'
        '  "string": "\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/",\n  "literals": [null, true, false]\n}',
    ),
    (
        "RFC 8785, section 3.2.3",
        '{"\\u20ac": "Euro Sign", "\\r": "Carriage Return", "\\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",'
        ' "\\ud83d\\ude00": "Emoji: Grinning Face", "\\u0080": "Control", "\\u00f6": "Latin Small Letter O With Diaeresis"}',
    ),
    ("an empty object", " { } "),
    ("an empty array", "[\t]"),
    ("nothing but a text", '"a\\u0000b\\u007f\\u2028"'),
    ("nothing but a number", "-0.0"),
    ("nothing but null", "null"),
    ("every control character", json.dumps("".join(map(chr, range(0x20))))),
    ("nested objects", '{"b":{"z":1,"y":[{"d":1,"c":2}]},"a":[[],{},[{}]]}'),
    ("arrays keep their order", "[3,2,1,[2,1]]"),
    ("keys that are prefixes of each other", '{"aa":1,"a":2,"":3,"ab":4,"A":5}'),
    ("keys are not normalised", '{"\\u00e9":1,"e\\u0301":2}'),
    ("UTF-16 order is not code point order", '{"\\uffff":1,"\\ud800\\udc00":2,"\\ue000":3}'),
    ("4-byte characters as they are and as escapes", '["😀","\\ud83d\\ude00"]'),
    ("integers", "[0,-1,9007199254740991,-9007199254740991,1e2,100,1.0]"),
]


def texts():
    rows = []
    for name, source in TEXTS:
        result = canonical(json.loads(source))
        digest = hashlib.sha256(result.encode()).hexdigest()
        rows.append({"name": name, "json": source, "canonical": result, "sha256": digest})
    return rows


def write(name, rows):
    with open(name, "w", encoding="utf-8", newline="\n") as out:
        out.write("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")


write("numbers.json", numbers())
write("texts.json", texts())
