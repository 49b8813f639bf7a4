#!/usr/bin/env python3
"""Makes the data sets of this folder and expected.json. See README.md.

Everything here is an implementation of its own: scikit-learn and SciPy where they have the
quantity, else plain Python on exact fractions. Nothing is taken from the Java code.
"""
import csv
import json
import math
import os
from fractions import Fraction

import numpy as np
import scipy
import sklearn
from scipy.optimize import minimize_scalar
from scipy.special import expit
from sklearn.calibration import _SigmoidCalibration, calibration_curve
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDS = StratifiedKFold(n_splits=5, shuffle=True, random_state=0)
MIN_SAMPLES = 3
ROUNDING = 10**9
C_HAT = 1.5
FLOOR = 0.015


# Data sets ---------------------------------------------------------------------------------------


def predictions(model, features, labels):
    return cross_val_predict(model, features, labels, cv=FOLDS, method="predict_proba")[:, 1]


def breast_cancer_logistic():
    features, labels = load_breast_cancer(return_X_y=True)
    model = make_pipeline(StandardScaler(), LogisticRegression())
    return predictions(model, features, labels), labels, None


def digits_eight(model):
    features, digits = load_digits(return_X_y=True)
    labels = (digits == 8).astype(int)
    return predictions(model, features, labels), labels, None


def synthetic_tied():
    """Plateaus, integer weights, weights of zero, scores that differ by less than the rounding."""
    random = np.random.default_rng(20)
    scores = np.concatenate([
        random.integers(0, 41, 600) / 40,
        np.full(500, 0.99),
        0.3 + random.integers(-3, 4, 100) * 1e-10,
        random.beta(0.3, 2.0, 300),
    ])
    labels = (random.random(scores.size) < np.clip(scores**1.4, 0, 1)).astype(int)
    weights = random.integers(0, 6, scores.size).astype(float)
    return scores, labels, weights


def synthetic_fractional():
    """Weights that are no integers, over many orders of magnitude."""
    random = np.random.default_rng(21)
    scores = random.beta(0.5, 0.5, 900)
    scores[::7] = np.round(scores[::7], 1)
    labels = (random.random(900) < expit(0.5 * np.log(scores.clip(1e-9) / (1 - scores).clip(1e-9)))).astype(int)
    weights = random.lognormal(0.0, 1.5, 900)
    return scores, labels, weights


SETS = {
    "breast_cancer_logistic": breast_cancer_logistic,
    "digits_eight_naive_bayes": lambda: digits_eight(GaussianNB()),
    "digits_eight_forest": lambda: digits_eight(
        RandomForestClassifier(n_estimators=100, min_samples_leaf=3, random_state=0)),
    "synthetic_tied": synthetic_tied,
    "synthetic_fractional": synthetic_fractional,
}


def write_csv(name, scores, labels, weights):
    with open(os.path.join(HERE, name + ".csv"), "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["score", "label"] + ([] if weights is None else ["weight"]))
        for i, score in enumerate(scores):
            row = [repr(float(score)), int(labels[i])]
            writer.writerow(row if weights is None else row + [repr(float(weights[i]))])


# The rule of equal-mass bins, on exact fractions --------------------------------------------------


def equal_mass_bins(scores, labels, weights, asked):
    """Lists of rows (score, label, weight) per bin, the bins left to ask for, and those merged."""
    rows = sorted((float(s), int(y), float(w)) for s, y, w in zip(scores, labels, weights) if w > 0)
    pools = {}
    for row in rows:
        pools.setdefault(int(np.rint(row[0] * ROUNDING)), []).append(row)
    total = sum(Fraction(w) for _, _, w in rows)
    integers = all(sum(Fraction(w) for _, _, w in pool).denominator == 1 for pool in pools.values())
    ranks = [j * total / asked for j in range(asked)]
    if integers:
        ranks = [Fraction(math.floor(rank)) for rank in ranks]
    bins = {}
    before = Fraction(0)
    for key in sorted(pools):
        number = max(j for j in range(asked) if ranks[j] <= before)
        bins.setdefault(number, []).extend(pools[key])
        before += sum(Fraction(w) for _, _, w in pools[key])
    occupied = [bins[number] for number in sorted(bins)]
    result = []
    waiting = []
    for rows_of_bin in occupied:
        waiting = waiting + rows_of_bin
        if math.fsum(w for _, _, w in waiting) >= MIN_SAMPLES:
            result.append(waiting)
            waiting = []
    if waiting:
        if result:
            result[-1] = result[-1] + waiting
        else:
            result.append(waiting)
    return result, len(occupied), len(occupied) - len(result)


def bin_sums(rows):
    weight = math.fsum(w for _, _, w in rows)
    score = float(sum(Fraction(w) * Fraction(s) for s, _, w in rows))
    label = math.fsum(w for _, y, w in rows if y == 1)
    variance = math.fsum(w * s * (1 - s) for s, _, w in rows)
    return weight, score, label, variance


def exact_deviation(rows):
    """E|Y − E Y| of the sum of labels, by convolution; every repetition of a row counts as a row."""
    distribution = np.ones(1)
    for score, _, weight in rows:
        for _ in range(int(weight)):
            distribution = np.convolve(distribution, [1 - score, score])
    mean = math.fsum(s * w for s, _, w in rows)
    return float(np.abs(np.arange(distribution.size) - mean) @ distribution)


def by_the_rule(scores, labels, weights, asked):
    bins, occupied, merged = equal_mass_bins(scores, labels, weights, asked)
    sums = [bin_sums(rows) for rows in bins]
    n = math.fsum(w for w in weights)
    mean = math.fsum(b[2] for b in sums) / n
    differences = [(b[1] - b[2]) / b[0] for b in sums]
    reliability = math.fsum(b[0] / n * d * d for b, d in zip(sums, differences))
    resolution = math.fsum(b[0] / n * (b[2] / b[0] - mean) ** 2 for b in sums)
    uncertainty = mean * (1 - mean)
    kumar = math.fsum(
        b[0] / n * (d * d - b[2] / b[0] * (1 - b[2] / b[0]) / (b[0] - 1))
        for b, d in zip(sums, differences))
    brier = brier_score_loss(labels, scores, sample_weight=weights)
    x = np.array([b[1] / b[0] for b in sums])
    y = np.array([b[2] / b[0] for b in sums])
    slope = np.polyfit(x, y, 1, w=np.sqrt([b[0] for b in sums]))[0] if len(sums) > 1 else None
    tau = max(FLOOR, C_HAT * math.sqrt(asked / n))
    aece = math.fsum(abs(b[1] - b[2]) for b in sums) / n
    result = {
        "bins_occupied": occupied,
        "bins_merged": merged,
        "bin_weights": [b[0] for b in sums],
        "bin_scores": [b[1] for b in sums],
        "bin_labels": [b[2] for b in sums],
        "aece": aece,
        "max_error": max(abs(d) for d in differences),
        "reliability": reliability,
        "resolution": resolution,
        "uncertainty": uncertainty,
        "within_bin": brier - (reliability - resolution + uncertainty),
        "slope": slope,
        "debiased_l2": math.sqrt(max(0.0, kumar)),
        "tau": tau,
        "aece_minus_tau": aece - tau,
    }
    if np.all(weights == np.rint(weights)):
        deviations = [exact_deviation(rows) for rows in bins]
        variance = math.fsum(b[3] - d * d for b, d in zip(sums, deviations))
        result["expected_aece_exact"] = math.fsum(deviations) / n
        result["expected_aece_sd_exact"] = math.sqrt(variance) / n
    return result


# What scikit-learn and SciPy say -------------------------------------------------------------------


def curve_error(scores, labels, bins, strategy):
    true, predicted = calibration_curve(labels, scores, n_bins=bins, strategy=strategy)
    if strategy == "uniform":
        edges = np.linspace(0.0, 1.0, bins + 1)
    else:
        edges = np.percentile(scores, np.linspace(0, 1, bins + 1) * 100)
    counts = np.bincount(np.searchsorted(edges[1:-1], scores), minlength=bins)
    counts = counts[counts > 0]
    assert len(counts) == len(true)
    return float(np.sum(counts * np.abs(true - predicted)) / len(scores)), counts


def temperature(scores, labels, weights):
    clipped = np.clip(scores, 1e-12, 1 - 1e-12)
    logits = np.log(clipped) - np.log1p(-clipped)
    signs = 2 * labels - 1

    def loss(log_factor):
        return np.sum(weights * np.logaddexp(0, -signs * math.exp(log_factor) * logits))

    found = minimize_scalar(loss, bounds=(math.log(0.01), math.log(100)), method="bounded",
                            options={"xatol": 1e-12, "maxiter": 1000})
    return math.exp(-found.x)


def fits(scores, labels, weights, grid):
    isotonic = IsotonicRegression(out_of_bounds="clip").fit(scores, labels, sample_weight=weights)
    sigmoid = _SigmoidCalibration().fit(scores, labels, sample_weight=weights)
    return {
        "isotonic": isotonic.predict(grid).tolist(),
        "sigmoid": sigmoid.predict(grid).tolist(),
        "temperature": temperature(scores, labels, weights),
    }


def expected(scores, labels, weights):
    given = weights is not None
    all_weights = weights if given else np.ones(len(scores))
    n = math.fsum(all_weights)
    default_bins = max(1, min(15, math.floor(math.sqrt(n))))
    integers = bool(np.all(all_weights == np.rint(all_weights)))
    result = {
        "n": n,
        "default_bins": default_bins,
        "brier": brier_score_loss(labels, scores, sample_weight=weights),
        "by_bins": {},
        "fits": fits(scores, labels, all_weights, GRID),
    }
    if integers:
        # Frequency weights: scikit-learn, whose curves take no weights, sees the rows repeated.
        times = all_weights.astype(int)
        repeated_scores, repeated_labels = np.repeat(scores, times), np.repeat(labels, times)
    for bins in sorted({default_bins, 10, 50}):
        entry = by_the_rule(scores, labels, all_weights, bins)
        if integers:
            entry["ece_equal_width"], _ = curve_error(
                repeated_scores, repeated_labels, bins, "uniform")
            error, counts = curve_error(repeated_scores, repeated_labels, bins, "quantile")
            if len(counts) == len(entry["bin_weights"]):
                # How many samples stand on the other side of an edge than by the rule of ranks.
                moved = np.abs(np.cumsum(counts) - np.cumsum(entry["bin_weights"]))
                entry["ece_quantile"] = error
                entry["ece_quantile_moved"] = moved.tolist()
        result["by_bins"][str(bins)] = entry
    return result


GRID = np.concatenate([np.linspace(0, 1, 101), [1e-12, 1e-6, 0.3, 0.99, 1 - 1e-9]])


def main():
    document = {
        "made_with": {
            "numpy": np.__version__, "scipy": scipy.__version__, "sklearn": sklearn.__version__},
        "grid": GRID.tolist(),
        "sets": {},
    }
    for name, make in SETS.items():
        scores, labels, weights = make()
        write_csv(name, scores, labels, weights)
        document["sets"][name] = expected(scores, labels, weights)
        size = os.path.getsize(os.path.join(HERE, name + ".csv"))
        print(f"{name}: {len(scores)} rows, {size} bytes")
    with open(os.path.join(HERE, "expected.json"), "w") as out:
        json.dump(document, out, indent=1)
        out.write("\n")


if __name__ == "__main__":
    main()
