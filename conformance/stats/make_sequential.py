#!/usr/bin/env python3
"""Makes sequential.json: tails of the beta distribution and sequential tests built on them.

Tails come from mpmath with 40 digits, by the continued fraction in the smaller tail, and are
written only where SciPy, if it does not underflow, agrees. See README.md.
"""
import json
import math
import os

import mpmath
import scipy
from mpmath import mpf
from scipy import stats

HERE = os.path.dirname(os.path.abspath(__file__))
mpmath.mp.dps = 40
EPSILON = mpf(10) ** -25


def scaled_tail(p, a, b):
    """ln(int_0^p x^(a-1) (1-x)^(b-1) dx / (p^a (1-p)^b)) for a (1-p) >= b p."""
    fraction, c, d, step = mpf(1), mpf(1), mpf(0), 0
    while True:
        step += 1
        m = step // 2
        if step % 2:
            term = -(a + m) * (a + b + m) * p / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            term = m * (b - m) * p / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / (1 + term * d)
        c = 1 + term / c
        fraction *= c * d
        if abs(c * d - 1) < EPSILON:
            return -mpmath.log(a) - mpmath.log(fraction)


def tails(p, a, b):
    """ln I_p(a, b) and ln(1 - I_p(a, b))."""
    p, a, b = mpf(p), mpf(a), mpf(b)
    q = 1 - p
    peak = (mpmath.loggamma(a) + mpmath.loggamma(b) - mpmath.loggamma(a + b)
            - a * mpmath.log(p) - b * mpmath.log(q))
    if a * q >= b * p:
        small = scaled_tail(p, a, b) - peak
        return small, mpmath.log1p(-mpmath.exp(small))
    small = scaled_tail(q, b, a) - peak
    return mpmath.log1p(-mpmath.exp(small)), small


def agreed(exact, other, what):
    value = float(exact)
    if math.isfinite(other) and -600 < value < -1e-250:
        if abs(value - other) > 1e-7 * max(1, abs(value)) and abs(value - other) > 1e-7 * abs(value):
            raise SystemExit(f"{what}: mpmath {value!r}, SciPy {other!r}")
    return value


def places():
    for p in (1e-4, 0.01, 0.3, 0.5, 0.9, 0.99, 0.999):
        for total in (1.0, 10.0, 100.0, 1000.0, 1e4, 1e5, 1e6, 1e8, 2e9):
            spread = math.sqrt(total * p * (1 - p))
            for z in (-3000, -300, -40, -8, -2, -0.5, 0, 0.25, 1, 2.4, 2.6, 5, 20, 90, 1000):
                a = math.floor(total * p + z * spread) + 0.5
                b = total - a
                if a >= 0.5 and b >= 0.5:
                    yield p, a, b
        for a, b in ((0.5, 0.5), (0.5, 1e5), (1e5, 0.5), (1.0, 1.0), (1.0, 3e8), (3e8, 2.0)):
            yield p, a, b


def beta_tails():
    rows = []
    for p, a, b in dict.fromkeys(places()):
        lower, upper = tails(p, a, b)
        rows.append([p, a, b,
                     agreed(lower, stats.beta.logcdf(p, a, b), f"logcdf({p}, {a}, {b})"),
                     agreed(upper, stats.beta.logsf(p, a, b), f"logsf({p}, {a}, {b})")])
    return rows


def log_beta():
    return [[a, b, float(mpmath.loggamma(a) + mpmath.loggamma(b) - mpmath.loggamma(mpf(a) + b))]
            for a in (0.5, 1.0, 2.5, 13.0, 400.0, 1e6, 1e9) for b in (0.5, 2.0, 30.0, 1e5, 3e9)]


def mixture_shapes(p, n_opt, alpha):
    level = 2 * mpmath.log(1 / (2 * mpf(alpha)))
    r = mpf(p) * (1 - mpf(p)) * (mpf(n_opt) / (level + mpmath.log1p(level)) - 1)
    return r / (1 - mpf(p)), r / mpf(p)


def log_mixture(p, a, b, k, n, side):
    def part(first, second):
        lower, upper = tails(p, first, second)
        return (mpmath.loggamma(first) + mpmath.loggamma(second)
                - mpmath.loggamma(first + second) + (upper if side == "up" else lower))
    return (part(a + k, b + n - k) - part(a, b)
            - k * mpmath.log(mpf(p)) - (n - k) * mpmath.log(1 - mpf(p)))


def mixtures():
    rows = []
    for p, n_opt, alpha in ((0.5, 1000, 0.01), (0.99, 3000, 0.001), (0.95, 20, 0.2)):
        a, b = mixture_shapes(p, n_opt, alpha)
        for n in (1, 17, 1000, 200000, 10**8):
            spread = math.sqrt(n * p * (1 - p))
            ks = sorted({min(n, max(0, round(n * p + z * spread)))
                         for z in (-1000, -30, -4, -1, 0, 1, 4, 30)})
            for k in ks:
                rows.append([p, n_opt, alpha, k, n, float(log_mixture(p, a, b, k, n, "up")),
                             float(log_mixture(p, a, b, k, n, "lo"))])
    return rows


def signs():
    rows = []
    for losses in (0, 1, 8, 300, 50000):
        for wins in (0, 2, 9, 250, 50300):
            _, upper = tails(0.5, losses + 1, wins + 1)
            value = ((losses + wins + 1) * mpmath.log(2) + mpmath.loggamma(losses + 1)
                     + mpmath.loggamma(wins + 1) - mpmath.loggamma(losses + wins + 2) + upper)
            rows.append([losses, wins, float(value)])
    return rows


def write(document):
    parts = [f' "{name}": {json.dumps(rows)}' if name == "made_with" else
             f' "{name}": [\n' + ",\n".join("  " + json.dumps(row) for row in rows) + "\n ]"
             for name, rows in document.items()]
    with open(os.path.join(HERE, "sequential.json"), "w") as out:
        out.write("{\n" + ",\n".join(parts) + "\n}\n")


def main():
    write({
        "made_with": {"mpmath": mpmath.__version__, "scipy": scipy.__version__},
        "beta_tails": beta_tails(),
        "log_beta": log_beta(),
        "mixtures": mixtures(),
        "signs": signs(),
    })


if __name__ == "__main__":
    main()
