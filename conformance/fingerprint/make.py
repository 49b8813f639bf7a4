#!/usr/bin/env python3
"""Writes vectors.json: configuration files, their canonical JSON and fingerprint. Run it in this directory.

The canonical form of a plan: every key with its default filled in; percentages and durations as texts (a duration in
the largest unit that needs no fraction), rates and counts as numbers, words in lower case; then RFC 8785.
"""

import copy
import hashlib
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "canonical-json"))
sys.dont_write_bytecode = True
from jcs import canonical  # noqa: E402


def stage(name, percent, observe, samples, success):
    return {
        "stage": name,
        "percent": percent,
        "minObservation": observe,
        "minSamples": samples,
        "minSuccessRate": success,
    }


DEFAULT = {
    "apiVersion": "belay/v1",
    "kind": "Rollout",
    "metadata": {"key": "calib-v22", "description": ""},
    "spec": {
        "enabled": True,
        "bucketing": {
            "strategy": "sha256",
            "salt": "prod_2025",
            "stickySessions": True,
            "sessionIdle": "30m",
            "overrides": {},
            "assignments": {},
        },
        "baseline": "0s",
        "ladder": [
            stage("Canary", "5", "2h", 500, 0.995),
            stage("Limited", "25", "4h", 2000, 0.998),
            stage("Major", "50", "6h", 5000, 0.999),
            stage("Full", "100", "12h", 10000, 0.9995),
        ],
        "completion": {"hold": "1d"},
        "gates": {
            "p99Latency": {"limit": "1ms", "maxIncrease": "1ms"},
            "aeceMinusTau": {
                "limit": 0.01,
                "cHat": 1.5,
                "floor": 0.015,
                "bins": 15,
                "labelMaturity": "0s",
                "unlabelled": "exclude",
                "requiredSlices": [],
            },
            "confidenceShift": {"limit": 0.02, "baseline": "control"},
            "slaRecall50": {"change": "none", "querySla": "0s"},
            "failureRate": "off",
        },
        "evaluation": {
            "mode": "guarded",
            "window": "15m",
            "tick": "30s",
            "gracePeriod": "5m",
            "consecutiveBreaches": 2,
            "maxBreachRate": 0.10,
            "significance": "auto",
            "falseRevertRate": 0.01,
            "dispersion": "auto",
            "minWindowSamples": 100,
            "maxSlices": 64,
            "onPreExisting": "revert",
        },
        "automation": {"promote": True, "rollback": True, "requiredHealth": "green", "promotion": "estimate"},
        "autoRevert": {"enabled": True, "cooldown": "1h", "maxPerDay": 5, "recover": "auto"},
        "tripwires": {
            "p99": "1ms",
            "mean": "500us",
            "allocatedBytes": 0,
            "consecutiveFailures": 5,
            "halfOpenAfter": "5m",
        },
        "drift": {
            "aeceMinusTauWarn": 0.005,
            "aeceMinusTauFail": 0.01,
            "clampWarn": 0.05,
            "clampFail": 0.10,
            "mergedBinsWarn": 0.05,
            "mergedBinsFail": 0.20,
            "baselineDays": 7,
            "maxAeceIncrease": 0.005,
            "minCoverage": 0.95,
        },
        "deadMansSwitch": "1h",
        "lease": "5m",
    },
}


def plan(**changes):
    """The default plan with some values changed; a path's parts are joined by two underscores."""
    result = copy.deepcopy(DEFAULT)
    for path, value in changes.items():
        *parents, last = path.split("__")
        at = result
        for parent in parents:
            at = at[parent]
        at[last] = value
    return result


HEAD = "apiVersion: belay/v1\nkind: Rollout\n"

CASES = [
    ("the default plan, left out", 1, "{}", plan()),
    ("a plan of its head only", 7, HEAD + "metadata: { key: calib-v22 }\n", plan()),
    (
        "defaults written in other words",
        1,
        HEAD + "spec: { lease: 300s, completion: { hold: 1440m }, automation: { requiredHealth: Green } }",
        plan(),
    ),
    (
        "a key with dots and capitals",
        2,
        '{"metadata": {"key": "Ranker.V2-beta"}, "spec": {"bucketing": {"salt": "s1"}}}',
        plan(metadata__key="Ranker.V2-beta", spec__bucketing__salt="s1"),
    ),
    (
        "an exact percentage finer than a double tells apart from 25",
        3,
        "spec: { ladder: [ { stage: A, percent: 25.000000000000000000000000000001, minObservation: 90s,"
        " minSamples: 1e3, minSuccessRate: 1 } ] }",
        plan(spec__ladder=[stage("A", "25.000000000000000000000000000001", "90s", 1000, 1)]),
    ),
    (
        "a small percentage with trailing zeros",
        4,
        "spec:\n  ladder:\n  - { percent: 0.000100, stage: Fine }\n",
        plan(spec__ladder=[stage("Fine", "0.0001", "2h", 500, 0.995)]),
    ),
    (
        "gates off, numbers for auto, keys and texts beyond ASCII",
        9223372036854775807,
        "metadata: { description: 'Größe \"x\" 😀' }\n"
        "spec:\n"
        "  bucketing: { overrides: { microsoft/vscode: treatment, 'ü/é': control } }\n"
        "  gates: { p99Latency: off, failureRate: {}, slaRecall50: { change: 0.005, querySla: 0.25s } }\n"
        "  evaluation: { significance: 1e-7, dispersion: 2.50 }\n",
        plan(
            metadata__description='Größe "x" 😀',
            spec__bucketing__overrides={"microsoft/vscode": "treatment", "ü/é": "control"},
            spec__gates__p99Latency="off",
            spec__gates__failureRate={"ratio": 1.0},
            spec__gates__slaRecall50={"change": 0.005, "querySla": "250ms"},
            spec__evaluation__significance=1e-7,
            spec__evaluation__dispersion=2.5,
        ),
    ),
    (
        "assignments by hand",
        10,
        "spec: { bucketing: { strategy: manual, assignments: { b: 12.50, a: 0, c: 100 } } }",
        plan(spec__bucketing__strategy="manual", spec__bucketing__assignments={"a": "0", "b": "12.5", "c": "100"}),
    ),
]


def prefix(key):
    return "".join(c if c.isascii() and c.isalnum() else "_" for c in key.lower())


rows = []
for name, revision, source, effective in CASES:
    text = canonical(effective)
    digest = hashlib.sha256(text.encode()).hexdigest()
    fingerprint = "%s_r%d_%s" % (prefix(effective["metadata"]["key"]), revision, digest[:12])
    rows.append(
        {"name": name, "revision": revision, "file": source, "canonical": text, "fingerprint": fingerprint}
    )
with open("vectors.json", "w", encoding="utf-8", newline="\n") as out:
    json.dump(rows, out, indent=1)
    out.write("\n")
