#!/usr/bin/env python3
"""Makes expected.json: values of distributions, by mpmath with 40 digits and by SciPy.

A value is written only where both agree to 1e-9 (SciPy's own error in far tails); what is written
is mpmath's. See README.md.
"""
import json
import os

import mpmath
import scipy
from scipy import stats
from scipy.special import gammaln

HERE = os.path.dirname(os.path.abspath(__file__))
mpmath.mp.dps = 40


def agreed(exact, other, what):
    value = float(exact)
    if abs(value - other) > 1e-9 * abs(value):
        raise SystemExit(f"{what}: mpmath {value!r}, SciPy {other!r}")
    return value


def chi_square():
    rows = []
    degrees = [1, 2, 3, 4, 5, 9, 10, 31, 63, 99, 100, 255, 999, 1000, 9999]
    for df in degrees:
        spread = (2 * df) ** 0.5
        places = [1e-8, 1e-3, 0.1 * df, 0.5 * df, 0.9 * df, df - 1e-3, float(df), df + 1.0, df + 2.0,
                  df + 2.5, 1.1 * df]
        places += [df + spread * z for z in (-3, -1, 1, 2, 3, 5, 8, 12, 20, 30)]
        places += [50.0, 200.0, 700.0, 1300.0]
        for x in sorted({float(x) for x in places if x > 0}):
            other = stats.chi2.sf(x, df)
            if other < 1e-290:
                continue
            exact = mpmath.gammainc(mpmath.mpf(df) / 2, mpmath.mpf(x) / 2, regularized=True)
            rows.append([x, df, agreed(exact, other, f"chi2.sf({x}, {df})")])
    return rows


def log_gamma():
    places = [1e-8, 0.1, 0.5, 0.9, 1.5, 2.5, 3.0, 7.7, 11.9, 12.0, 12.1, 100.5, 1e4, 1e8, 1e15]
    return [[x, agreed(mpmath.loggamma(mpmath.mpf(x)), float(gammaln(x)), f"gammaln({x})")]
            for x in places]


def normal():
    cdf = [[z, agreed(mpmath.ncdf(mpmath.mpf(z)), stats.norm.cdf(z), f"norm.cdf({z})")]
           for z in (-37.0, -20.0, -8.0, -3.0, -1.0, -0.1, 0.0, 1e-9, 0.5, 1.96, 4.0, 6.0)]
    probabilities = (1e-300, 1e-100, 1e-20, 1e-6, 0.005, 0.025, 0.3, 0.49, 0.5, 0.6, 0.975, 0.9999)
    return cdf, [[p, float(stats.norm.ppf(p))] for p in probabilities]


def binomial():
    rows = []
    for n, p in ((1, 0.3), (2, 0.5), (7, 0.01), (10, 0.9), (100, 0.5), (1000, 0.001), (5000, 0.37),
                 (100000, 0.02)):
        deviation = mpmath.mpf(0)
        if n <= 5000:
            q = mpmath.mpf(p)
            for k in range(n + 1):
                mass = mpmath.binomial(n, k) * q**k * (1 - q) ** (n - k)
                deviation += abs(k - n * q) * mass
        middle = int(n * p)
        rows.append({
            "n": n, "p": p, "k": middle, "pmf": agreed(
                mpmath.binomial(n, middle) * mpmath.mpf(p)**middle
                * (1 - mpmath.mpf(p))**(n - middle),
                stats.binom.pmf(middle, n, p), f"binom.pmf({middle}, {n}, {p})"),
            "mean_absolute_deviation": float(deviation) if n <= 5000 else None,
        })
    return rows


def wilson():
    rows = []
    for k, n in ((0, 1), (0, 10), (1, 1), (3, 10), (190, 200), (200, 200), (949, 1000)):
        for confidence in (0.9, 0.95, 0.999):
            interval = stats.binomtest(k, n).proportion_ci(confidence, method="wilson")
            rows.append([k, n, confidence, float(interval.low), float(interval.high)])
    return rows


def main():
    cdf, quantile = normal()
    document = {
        "made_with": {"mpmath": mpmath.__version__, "scipy": scipy.__version__},
        "chi_square_upper_tail": chi_square(),
        "log_gamma": log_gamma(),
        "normal_cdf": cdf,
        "normal_quantile": quantile,
        "binomial": binomial(),
        "wilson": wilson(),
    }
    with open(os.path.join(HERE, "expected.json"), "w") as out:
        json.dump(document, out, indent=1)
        out.write("\n")


if __name__ == "__main__":
    main()
