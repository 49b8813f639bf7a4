"""Makes summaries.json: calls of a recorder and the bytes of the summary they must give.

Written against the description in SummaryCodec and ScoreCells, not against their code: exact
fractions instead of bits of doubles, dictionaries instead of pages. Only the standard library.

    python3 make.py > summaries.json
"""

import json
import math
import random
import struct
import sys
from collections import Counter
from fractions import Fraction

ARMS = [("SERVED", "control"), ("SERVED", "treatment"), ("PAIRED", "control"), ("PAIRED", "treatment")]
ARM_COUNTERS = [
    "observations", "failures", "invalid_scores", "invalid_labels", "clamp_measured", "clamped",
    "allocation_measured", "allocated_bytes", "recall_measured", "recall_units", "query_measured",
    "query_over_sla", "sla_recall_measured", "sla_recall_units", "recall_misses",
    "sla_recall_square_units",
]
SHARD_COUNTERS = [
    "observations", "failures", "over_limit", "invalid_scores", "above_median", "recall_measured",
    "recall_misses",
]
PAIR_COUNTERS = [
    "pairs", "control_failed_alone", "treatment_failed_alone", "recall_pairs",
    "control_recall_higher", "treatment_recall_higher", "control_recall_excess_units",
    "treatment_recall_excess_units",
]
TALLIES = ["excluded", "other_by_slices", "other_by_memory", "other_by_contention", "lost"]
LOWEST = -26
OPEN = 2**36


def lower_cells():
    """The cells of the lower side: (least t, greatest t, units per 1)."""
    cells = [(Fraction(0), Fraction(2) ** LOWEST, 2 ** (31 - LOWEST))]
    for e in range(LOWEST, -1):
        count = 2 ** max(4, e + 9)
        width = Fraction(2) ** e / count
        for i in range(count):
            low = Fraction(2) ** e + i * width
            cells.append((low, low + width, 2 ** (31 - e)))
    cells.append((Fraction(1, 2), Fraction(1, 2), 2**32))
    return cells


LOWER = lower_cells()
LAST = 2 * (len(LOWER) - 1)


def score_cell(score):
    """The cell of a score and its t; None where it is not in [0, 1]."""
    if not 0 <= score <= 1:
        return None
    s = Fraction(score)
    mirrored = s >= Fraction(1, 2)
    t = 1 - s if mirrored else s
    low, high = 0, len(LOWER) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if LOWER[middle][0] <= t:
            low = middle
        else:
            high = middle - 1
    return (LAST - low if mirrored else low), low, t


def latency_cell(nanos, limits):
    v = min(nanos, OPEN)
    if v < 32:
        base = v
    else:
        e = v.bit_length() - 1
        base = (e - 4) * 32 + (v // 2 ** (e - 5)) % 32
    return base + sum(1 for limit in limits if limit < nanos)


class Arm:
    def __init__(self):
        self.counts = Counter()
        self.served = Counter()
        self.labels = Counter()
        self.offsets = Counter()
        self.latencies = Counter()
        self.capped = 0
        self.max = 0

    def add(self, layout, outcome):
        self.counts["observations"] += 1
        self.counts["failures"] += 0 if outcome["success"] else 1
        nanos = outcome["latency"]
        self.latencies[latency_cell(nanos, layout["limits"])] += 1
        self.capped += min(nanos, layout["mean_cap"])
        self.max = max(self.max, nanos)
        where = score_cell(float(outcome["score"]))
        if where is None:
            self.counts["invalid_scores"] += 1
        else:
            self.served[where[0]] += 1
        recall = outcome.get("recall50")
        query = outcome.get("query_latency")
        if recall is not None:
            self.counts["recall_measured"] += 1
            self.counts["recall_units"] += round_half_up(Fraction(recall) * 2**32)
        if query is not None:
            self.counts["query_measured"] += 1
            self.counts["query_over_sla"] += 0 if inside(layout, outcome) else 1
        sla_recall = sla_recall_of(layout, outcome)
        if sla_recall is not None:
            self.counts["sla_recall_measured"] += 1
            self.counts["sla_recall_units"] += round_half_up(Fraction(sla_recall) * 2**32)
            # The square is that of the double, rounded to a double.
            square = Fraction(float(sla_recall) * float(sla_recall))
            self.counts["sla_recall_square_units"] += round_half_up(square * 2**32)
            self.counts["recall_misses"] += 1 if sla_recall < 1 else 0

    def label(self, score, label):
        where = score_cell(float(score))
        if where is None:
            self.counts["invalid_labels"] += 1
            return
        cell, low, t = where
        least, _, units = LOWER[low]
        self.labels[cell, label] += 1
        self.offsets[cell, label] += round_half_up(t * units) - int(least * units)


def round_half_up(x):
    return math.floor(x + Fraction(1, 2))


def inside(layout, outcome):
    if not layout["query_sla"]:
        return True
    query = outcome.get("query_latency")
    return query is not None and query <= layout["query_sla"]


def sla_recall_of(layout, outcome):
    if not layout["query_sla"]:
        return outcome.get("recall50")
    if outcome.get("query_latency") is None:
        return None
    return outcome.get("recall50") if inside(layout, outcome) else 0


class Slice:
    def __init__(self):
        self.arms = {arm: Arm() for arm in ARMS}
        self.shards = {"control": {}, "treatment": {}}
        self.pairs = Counter()

    def add(self, layout, call):
        variant = call["variant"]
        served = call["served"]
        arm = self.arms["SERVED", variant]
        arm.add(layout, served)
        if call.get("clamped") is not None:
            arm.counts["clamp_measured"] += 1
            arm.counts["clamped"] += 1 if call["clamped"] else 0
        if call.get("allocated_bytes") is not None:
            arm.counts["allocation_measured"] += 1
            arm.counts["allocated_bytes"] += min(call["allocated_bytes"], 2**33)
        if call.get("label") is not None:
            arm.label(served["score"], call["label"])
        if call["assignment"] == "bucket":
            self.shard(layout, call)
        if call.get("other") is not None:
            self.pair(layout, call)

    def shard(self, layout, call):
        number = int(call["bucket"]) * 100 // 2**64
        counts = self.shards[call["variant"]].setdefault(number, Counter())
        served = call["served"]
        score = float(served["score"])
        valid = score_cell(score) is not None
        counts["observations"] += 1
        counts["failures"] += 0 if served["success"] else 1
        counts["over_limit"] += 1 if served["latency"] > layout["p99_limit"] else 0
        counts["invalid_scores"] += 0 if valid else 1
        median = layout["median"]
        counts["above_median"] += 1 if valid and median is not None and score > median else 0
        recall = sla_recall_of(layout, served)
        if recall is not None:
            counts["recall_measured"] += 1
            counts["recall_misses"] += 1 if recall < 1 else 0

    def pair(self, layout, call):
        opposite = "control" if call["variant"] == "treatment" else "treatment"
        by = {call["variant"]: call["served"], opposite: call["other"]}
        for variant, outcome in by.items():
            arm = self.arms["PAIRED", variant]
            arm.add(layout, outcome)
            if call.get("label") is not None:
                arm.label(outcome["score"], call["label"])
        control, treatment = by["control"], by["treatment"]
        self.pairs["pairs"] += 1
        if control["success"] != treatment["success"]:
            alone = "control" if treatment["success"] else "treatment"
            self.pairs[alone + "_failed_alone"] += 1
        recalls = [o.get("recall50") for o in (control, treatment)]
        if None not in recalls and inside(layout, control) and inside(layout, treatment):
            self.pairs["recall_pairs"] += 1
            self.pairs["control_recall_higher"] += 1 if recalls[0] > recalls[1] else 0
            self.pairs["treatment_recall_higher"] += 1 if recalls[1] > recalls[0] else 0
            units = [round_half_up(Fraction(recall) * 2**32) for recall in recalls]
            self.pairs["control_recall_excess_units"] += max(0, units[0] - units[1])
            self.pairs["treatment_recall_excess_units"] += max(0, units[1] - units[0])


def summary_of(case):
    layout, slices, tallies = case["layout"], {}, Counter()
    for call in case["calls"]:
        if call["assignment"] not in ("bucket", "segment"):
            tallies["excluded"] += 1
            continue
        name = call["slice"]
        named = [n for n in slices if n != "other"]
        if name != "other" and name not in slices and len(named) == layout["max_slices"]:
            tallies["other_by_slices"] += 1 if call["kind"] == "observation" else 0
            name = "other"
        where = slices.setdefault(name, Slice())
        if call["kind"] == "observation":
            where.add(layout, call)
        else:
            where.arms["SERVED", call["variant"]].label(call["score"], call["label"])
    return slices, tallies


def varint(value):
    out = bytearray()
    while value >= 128:
        out.append(value % 128 + 128)
        value //= 128
    out.append(value)
    return bytes(out)


def masked(counts, names, mask_bytes):
    mask = sum(1 << i for i, name in enumerate(names) if counts[name])
    return mask_bytes(mask) + b"".join(varint(counts[name]) for name in names if counts[name])


def octet(value):
    return bytes([value])


def steps(indexes):
    before = -1
    for index in sorted(indexes):
        yield index, varint(index - before - 1)
        before = index


def arm_bytes(arm):
    if not any(arm.counts.values()) and not arm.labels:
        return None
    out = masked(arm.counts, ARM_COUNTERS, varint)
    cells = set(arm.served) | {cell for cell, _ in arm.labels}
    out += varint(len(cells))
    for cell, step in steps(cells):
        bits = [arm.served[cell], arm.labels[cell, False], arm.labels[cell, True]]
        out += step + octet(sum(1 << i for i, bit in enumerate(bits) if bit))
        out += varint(bits[0]) if bits[0] else b""
        for label in (False, True):
            if arm.labels[cell, label]:
                out += varint(arm.labels[cell, label]) + varint(arm.offsets[cell, label])
    if arm.counts["observations"]:
        out += varint(arm.max) + varint(arm.capped) + varint(len(arm.latencies))
        for cell, step in steps(arm.latencies):
            out += step + varint(arm.latencies[cell])
    return out


def slice_bytes(name, part):
    raw = name.encode("utf-8")
    sections = [arm_bytes(part.arms[arm]) for arm in ARMS]
    for variant in ("control", "treatment"):
        table = part.shards[variant]
        sections.append(
            varint(len(table))
            + b"".join(s + masked(table[i], SHARD_COUNTERS, octet) for i, s in steps(table))
            if table
            else None
        )
    sections.append(masked(part.pairs, PAIR_COUNTERS, octet) if part.pairs["pairs"] else None)
    mask = sum(1 << i for i, section in enumerate(sections) if section is not None)
    return varint(len(raw)) + raw + octet(mask) + b"".join(s for s in sections if s is not None)


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def encode(case):
    layout = case["layout"]
    slices, tallies = summary_of(case)
    limits = layout["limits"]
    out = varint(len(limits))
    for before, limit in zip([0] + limits, limits):
        out += varint(limit - before)
    out += varint(layout["mean_cap"]) + varint(limits.index(layout["p99_limit"]))
    out += varint(layout["query_sla"])
    median = layout["median"]
    out += octet(0) if median is None else octet(1) + struct.pack("<d", median)
    out += varint(layout["max_slices"])
    out += b"".join(varint(tallies[name]) for name in TALLIES)
    out += varint(len(slices))
    for name in sorted(slices, key=lambda n: n.encode("utf-16-be")):
        out += slice_bytes(name, slices[name])
    head = b"BLYS" + octet(2) + struct.pack("<I", 9 + len(out) + 4)
    return head + out + struct.pack("<I", crc32c(head + out))


def outcome(rng):
    kind = rng.randrange(10)
    if kind == 0:
        score = rng.choice(["NaN", "Infinity", "-Infinity", "-1e-300", "1.0000000000000002"])
    elif kind == 1:
        score = rng.choice(["0", "-0.0", "1", "0.5", "1e-300", "0.25", "0.0009765625", "0.99999994"])
    elif kind < 4:
        score = repr(rng.random())
    else:
        t = 0.01 * math.exp(-16 * rng.random())
        score = repr(t if rng.random() < 0.4 else 1 - t)
    latency = rng.choice([0, 63, 64, 999_999, 1_000_000, 1_000_001, 2**36, 2**40])
    if rng.random() < 0.8:
        latency = int(math.exp(27 * rng.random()))
    out = {"latency": latency, "score": score, "success": rng.random() < 0.9}
    if rng.random() < 0.6:
        out["recall50"] = rng.randrange(51) / 50
    if rng.random() < 0.6:
        out["query_latency"] = rng.choice([1, 49_999_999, 50_000_000, 50_000_001])
    return out


def call(rng, names):
    assignment = rng.choices(["bucket", "segment", "override", "none"], [16, 2, 1, 1])[0]
    out = {
        "kind": "observation" if rng.random() < 0.8 else "label",
        "assignment": assignment,
        "variant": rng.choice(["control", "treatment"]),
        "bucket": str(rng.choice([0, 2**63, 2**64 - 1, rng.randrange(2**64)])),
        "slice": rng.choice(names),
    }
    if out["kind"] == "label":
        out["score"] = outcome(rng)["score"]
        out["label"] = rng.random() < 0.5
        return out
    out["served"] = outcome(rng)
    for name, value in [
        ("label", rng.random() < 0.5),
        ("clamped", rng.random() < 0.1),
        ("allocated_bytes", rng.choice([0, 24, 2**33 + 1])),
        ("other", outcome(rng)),
    ]:
        if rng.random() < 0.4:
            out[name] = value
    return out


def cases():
    plain = {
        "limits": [1_000_000], "mean_cap": 2**33, "p99_limit": 1_000_000, "query_sla": 0,
        "median": None, "max_slices": 64,
    }
    rich = {
        "limits": [63, 500_000, 1_000_000, 50_000_000], "mean_cap": 10_000_000,
        "p99_limit": 1_000_000, "query_sla": 50_000_000, "median": 0.97, "max_slices": 3,
    }
    rng = random.Random(20261122)
    one = {
        "kind": "observation", "assignment": "bucket", "variant": "treatment", "bucket": str(2**62),
        "slice": "symbol/java", "label": True,
        "served": {"latency": 750_000, "score": "0.9375", "success": True},
    }
    names = ["symbol/java", "größe", "😀", "other", "\uffee", "a"]
    yield {"name": "empty", "layout": plain, "calls": []}
    yield {"name": "one observation", "layout": plain, "calls": [one]}
    yield {"name": "one of every score cell", "layout": plain, "calls": every_cell()}
    yield {"name": "mixed", "layout": plain, "calls": [call(rng, names) for _ in range(60)]}
    yield {"name": "few slices", "layout": rich, "calls": [call(rng, names) for _ in range(150)]}


def every_cell():
    """One label in every ninth cell, at its edge and at its middle."""
    for low in range(0, len(LOWER), 9):
        least, most, _ = LOWER[low]
        for t in (least, (least + most) / 2):
            for score in {float(t), float(1 - t)}:
                yield {
                    "kind": "label", "assignment": "segment", "variant": "control", "bucket": "0",
                    "slice": "s", "score": repr(score), "label": low % 2 == 0,
                }


def main():
    made = []
    for case in cases():
        case["calls"] = list(case["calls"])
        case["bytes"] = encode(case).hex()
        made.append(case)
    json.dump({"version": 2, "cases": made}, sys.stdout, indent=1, ensure_ascii=True)
    print()


if __name__ == "__main__":
    main()
