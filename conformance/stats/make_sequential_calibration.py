#!/usr/bin/env python3
"""Makes sequential_calibration.json: budget, empirical Bernstein, shards, calibration evidence.

Everything is written from the formulas, product by product and subset by subset, and shares nothing
with the Java code. See README.md.
"""
import itertools
import json
import math
import os
import random

import scipy
from scipy import optimize, stats

HERE = os.path.dirname(os.path.abspath(__file__))


def budget():
    rows = []
    for total in (0.001, 0.01, 0.05, 0.3):
        for windows, tests, consecutive, starts in ((192, 38, 2, 1), (24, 4, 3, 4), (1, 1, 1, 2)):
            share = 0.1 * total

            def excess(a, limit=share / starts):
                return sum(stats.binom.sf(j - 1, 10 * j - 1, a) for j in range(3, 400)) - limit

            any_level = optimize.brentq(excess, 1e-9, 0.099, xtol=1e-18, rtol=1e-14)
            run = (share / (windows * tests)) ** (1 / consecutive)
            rows.append({
                "total": total, "windows": windows, "tests": tests, "consecutive": consecutive,
                "starts": starts, "consecutive_level": run, "any_level": any_level,
                "auto_level": min(run, any_level / tests)})
    return rows


def bernstein():
    rows = []
    draw = random.Random(7)
    for n in (1, 2, 100, 10_000):
        for _ in range(4):
            z = [draw.uniform(-1, 1) * draw.random() for _ in range(n)]
            total, squares = math.fsum(z), math.fsum(v * v for v in z)
            lam, eps = draw.uniform(0, 0.95), draw.uniform(0, 0.2)
            beta = 1 + eps
            exact = math.fsum(
                lam * (v - eps) / beta + (math.log(1 - lam) + lam) * ((v - eps) / beta) ** 2
                for v in z)
            rows.append([n, total, squares, lam, eps, exact])
    return rows


def shard_row(n0, f0, n1, f1, chosen):
    size = len(n0)
    mean = sum(f0) / sum(n0)
    rate = [(f + 0.5) / (n + 0.5 / mean) for n, f in zip(n0, f0)]
    raw = [n * r for n, r in zip(n1, rate)]
    expected = [e * sum(f1) / sum(raw) for e in raw]

    def statistic(subset):
        e = math.fsum(expected[s] for s in subset)
        return (sum(f1[s] for s in subset) - e) / math.sqrt(e + 1)

    own = statistic(chosen)
    subsets = list(itertools.combinations(range(size), len(chosen)))
    p = sum(statistic(s) >= own - 1e-9 * max(1, abs(own)) for s in subsets) / len(subsets)
    return {"n0": n0, "f0": f0, "n1": n1, "f1": f1, "chosen": list(chosen), "statistic": own, "p": p}


def shards():
    rows = [shard_row([1000, 2000, 500, 800, 1500, 1200], [2, 3, 1, 4, 3, 2],
                      [500, 900, 300, 400, 700, 650], [9, 1, 4, 2, 1, 2], (0, 2))]
    draw = random.Random(11)
    for size, chosen in ((4, 1), (7, 3), (12, 4), (12, 9), (14, 7)):
        for equal in (False, True):
            n0 = [1000 if equal else draw.randrange(0, 3000) for _ in range(size)]
            f0 = [5 if equal else sum(draw.random() < 0.005 for _ in range(n)) for n in n0]
            n1 = [400 if equal else draw.randrange(1, 900) for _ in range(size)]
            f1 = [min(n, draw.randrange(0, 6)) for n in n1]
            rows.append(shard_row(n0, f0, n1, f1, tuple(sorted(draw.sample(range(size), chosen)))))
    return rows


LEVELS = (0.0125, 0.025, 0.05, 0.1, 0.2, 0.35, 0.6, 0.95)


def chord(edges, cell, g, lam, eps, label, n, total):
    """A lower bound of the log of the product over n scores of a cell with this sum."""
    a, b = edges[cell], edges[cell + 1]
    at_a = math.log(1 + lam * (g * (label - a) - eps))
    at_b = math.log(1 + lam * (g * (label - b) - eps))
    return n * at_a + (0 if b == a else (total - n * a) * (at_b - at_a) / (b - a))


def sign(x):
    return (x > 0) - (x < 0)


def late_weight(t, planned):
    if t > planned:
        return planned / (4 * t * (t + 1))
    return 1 / (4 * planned) + (0.5 if t == 1 else 0)


def log_add(x, y):
    hi, lo = max(x, y), min(x, y)
    return hi if lo == -math.inf else hi + math.log1p(math.exp(lo - hi))


def process(edges, bin_of, eps, planned, phi, ticks):
    lams = [level / (1 + eps) for level in LEVELS]
    bins = max(bin_of) + 1
    sums, decayed = [0.0] * bins, [0.0] * bins
    capital = [[-math.inf] * len(lams) for _ in range(5)]
    values, t = [], 0
    for tick in ticks:
        if tick:
            t += 1
            for expert in range(5):
                for i, lam in enumerate(lams):
                    log_e = 0
                    for cell, label, n, total in tick:
                        b = bin_of[cell]
                        side = sign(1 - edges[cell] - edges[cell + 1])
                        g = (sign(sums[b]), sign(decayed[b]), 1, -1, side)[expert]
                        log_e += (n * math.log(1 - lam * eps) if g == 0 else
                                  chord(edges, cell, g, lam, eps, label, n, total))
                    capital[expert][i] = log_e / phi + log_add(
                        capital[expert][i], math.log(late_weight(t, planned)))
            keep = 0.5 ** (sum(n for _, _, n, _ in tick) / 3000)
            decayed = [d * keep for d in decayed]
            for cell, label, n, total in tick:
                sums[bin_of[cell]] += n * label - total
                decayed[bin_of[cell]] += n * label - total
        flat = [c for row in capital for c in row]
        top = max(flat)
        values.append(None if t == 0 else
                      top + math.log(math.fsum(math.exp(c - top) for c in flat) / len(flat)))
    return values


def confirm(edges, bin_of, eps, phi, totals):
    logs = []
    for level in LEVELS:
        lam = level / (1 + eps)
        total_log = 0
        for b in range(max(bin_of) + 1):
            total_log += min(
                math.fsum(chord(edges, cell, -g, lam, -eps, label, n, total)
                          for cell, label, n, total in totals if bin_of[cell] == b)
                for g in (1, -1))
        logs.append(total_log / phi)
    top = max(logs)
    return top + math.log(math.fsum(math.exp(v - top) for v in logs) / len(logs))


def calibration():
    rows = []
    draw = random.Random(3)
    edges = [0.0, 0.125, 0.25, 0.375, 0.5, 0.5, 0.75, 0.9375, 1.0]
    bin_of = [0, 0, 1, 1, 2, 2, 2, 3]
    for eps, planned, phi, shift in ((0.025, 100, 1.0, 0.2), (0.025, 4, 1.0, 0.0), (0.1, 10, 2.5, 0.4)):
        ticks = []
        for t in range(30):
            counts = {}
            for _ in range(0 if t % 7 == 3 else draw.randrange(1, 40)):
                s = draw.choice((draw.random(), 0.5)) if t % 5 else draw.random() ** 4
                cell = (4 if s == 0.5 else
                        max(i for i in range(8) if i != 4 and edges[i] <= s))
                label = int(draw.random() < min(1, max(0, s + shift * (0.5 - s) * 2)))
                n, total = counts.get((cell, label), (0, 0.0))
                counts[cell, label] = (n + 1, total + s)
            ticks.append([[c, y, n, s] for (c, y), (n, s) in sorted(counts.items())])
        merged = {}
        for c, y, n, s in itertools.chain.from_iterable(ticks):
            m = merged.get((c, y), (0, 0.0))
            merged[c, y] = (m[0] + n, m[1] + s)
        totals = [[c, y, n, s] for (c, y), (n, s) in sorted(merged.items())]
        rows.append({
            "edges": edges, "bin_of_cell": bin_of, "epsilon": eps, "planned": planned,
            "dispersion": phi, "ticks": ticks,
            "log_values": process(edges, bin_of, eps, planned, phi, ticks),
            "totals": totals, "confirm_log_value": confirm(edges, bin_of, eps, phi, totals)})
    return rows


def main():
    document = {
        "made_with": {"scipy": scipy.__version__},
        "budget": budget(),
        "empirical_bernstein": bernstein(),
        "shards": shards(),
        "calibration": calibration(),
    }
    with open(os.path.join(HERE, "sequential_calibration.json"), "w") as out:
        json.dump(document, out)
        out.write("\n")


if __name__ == "__main__":
    main()
