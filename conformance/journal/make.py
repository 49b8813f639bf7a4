#!/usr/bin/env python3
"""Writes rows.json: a row of every event with its hash. Run it in this directory.

With a file as argument it verifies that file's rows instead: each hash, and that each row follows the one before.
"""

import hashlib
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "canonical-json"))
sys.dont_write_bytecode = True
from jcs import canonical  # noqa: E402

NO_ROW = "0" * 64
FINGERPRINT = "calib_v22_r1_0123456789ab"

RESULTS = [
    {
        "comparison": "LIMIT",
        "confirmed": True,
        "estimate": 812.5,
        "gate": "p99Latency",
        "limit": 1000,
        "n": "9007199254740993",
        "needed": "100",
        "preExisting": False,
        "unit": "us",
        "verdict": "PASS",
        "windows": 1,
    },
    {
        "comparison": "BASELINE",
        "confirmed": True,
        "estimate": 0.1,
        "gate": "aeceMinusTau",
        "limit": 1e-7,
        "n": "450",
        "needed": "100",
        "preExisting": True,
        "slice": "python",
        "verdict": "BREACH",
        "windows": 2,
    },
    {
        "comparison": "PAIRS",
        "confirmed": False,
        "gate": "slaRecall50",
        "missing": "labels: 3 of 100",
        "n": "3",
        "needed": "100",
        "preExisting": False,
        "verdict": "INSUFFICIENT",
        "windows": 5,
    },
    {
        "comparison": "ARMS",
        "confirmed": True,
        "estimate": 1e21,
        "gate": "failureRate",
        "limit": "-0.0",
        "n": "100",
        "needed": "100",
        "preExisting": False,
        "verdict": "BREACH",
        "windows": 1,
    },
]

SEQUENTIAL = {
    "comparison": "LIMIT",
    "confirmed": True,
    "estimate": 4.5,
    "evidence": {"log": 14.25, "ofBreach": True, "threshold": 7.4},
    "gate": "p99Latency",
    "interval": {"high": 10.5, "low": 1.25},
    "limit": 1,
    "n": "704",
    "needed": "100",
    "preExisting": False,
    "unit": "% over 1ms",
    "verdict": "BREACH",
    "windows": 1,
}

POINTS = [
    {"evidence": {"log": -0.75, "ofBreach": True, "threshold": 7.4}, "gate": "p99Latency", "n": "704"},
    {"evidence": {"log": -1000000000, "ofBreach": True, "threshold": 7.4}, "gate": "slaRecall50", "n": "0"},
]

BUDGET = {
    "falseRevertRate": 0.01,
    "shares": [
        {"alpha": 0.0006, "gate": "p99Latency", "ofSlices": False, "tests": 1},
        {"alpha": 0.00005, "gate": "aeceMinusTau", "ofSlices": True, "tests": 65},
    ],
    "significance": 1e-7,
}

OBSERVED = {
    "invalid": "1",
    "judgedFailed": "2",
    "judgedNanos": "25000000000",
    "judgedTreated": "950",
    "nanos": "30000000000",
    "idleNanos": "0",
    "silentNanos": "0",
    "throughTick": "9223372036854775807",
    "treated": "1000",
}

STOPPED = {
    "cause": "CONSECUTIVE_BREACHES",
    "cooldownNanos": "3600000000000",
    "fallback": "LAST_GOOD",
    "from": 1,
    "latched": False,
    "personNeeded": False,
    "reason": "2 windows in a row breached: p99Latency 1.3 ms over 1 ms",
}

EVENTS = [
    ("Configured", {"fingerprint": FINGERPRINT, "firstRung": 0, "plan": "{\"apiVersion\":\"belay/v1\",\"kind\":\"Rollout\"}", "shape": "prod_2025|sha256|Canary=5,Full=100"}),
    ("Observed", OBSERVED),
    ("WindowCompleted", {"health": "YELLOW", "results": RESULTS, "verdict": "BREACH"}),
    ("WindowCompleted", {"results": [], "verdict": "INSUFFICIENT"}),
    ("Promoted", {"cause": "CONDITIONS_MET", "from": 0, "reason": "every condition of Canary holds", "to": 1}),
    ("RolledBack", {"cause": "BREACH_RATE", "from": 2, "reason": "3 of 20 windows breached", "to": 1}),
    ("Stopped", STOPPED),
    ("InterventionAsked", {"cause": "PERSON_NEEDED", "reason": "the control breaches the limit as well"}),
    ("Held", {"reason": "release freeze \u2013 until \U0001f332 Monday\n\"sic\" \\ \u0001"}),
    ("Resumed", {"reason": ""}),
    ("Reset", {"reason": "a fixed build"}),
    ("Overridden", {"reason": "asked by its owners", "targetingKey": "microsoft/vscode", "variant": "treatment"}),
    ("Overridden", {"reason": "no longer needed", "targetingKey": "microsoft/vscode"}),
    ("Completed", {"reason": "Full held for 24h"}),
    ("Configured", {"budget": BUDGET, "fingerprint": FINGERPRINT, "firstRung": -1, "plan": "{}", "shape": "s"}),
    ("WindowCompleted", {"attempt": POINTS, "dispersion": 1.5, "results": [], "verdict": "INSUFFICIENT"}),
    ("Promoted", {"cause": "CONDITIONS_MET", "evidence": RESULTS, "from": 0, "reason": "every condition holds", "to": 1}),
    ("RolledBack", {"cause": "BREACH_RATE", "evidence": [SEQUENTIAL], "from": 1, "reason": "too many", "to": 0}),
    ("Stopped", STOPPED | {"cause": "SEQUENTIAL_REJECTION", "evidence": [SEQUENTIAL], "from": 0, "personNeeded": True, "reason": "p99Latency"}),
    ("InterventionAsked", {"cause": "SEQUENTIAL_REJECTION", "evidence": [SEQUENTIAL], "reason": "p99Latency"}),
    ("Reset", {"budget": {"dispersion": 10, "falseRevertRate": 0.01, "shares": []}, "reason": "a fixed build"}),
    ("Completed", {"evidence": RESULTS[:1], "reason": "Full held for 24h"}),
]


def row_hash(row):
    content = {key: row[key] for key in ("actor", "fingerprint", "previous", "rollout", "sequence", "timeNanos", "type")}
    content["event"] = json.loads(row["event"])
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def rows():
    made = []
    previous = NO_ROW
    for number, (kind, event) in enumerate(EVENTS, 1):
        row = {
            "rollout": "calib-v22",
            "sequence": str(number),
            "timeNanos": str(1795305600000000000 + (number // 2) * 30_000_000_001),
            "actor": "Zo\u00eb" if kind in ("Held", "Resumed", "Reset", "Overridden") else "controller",
            "fingerprint": FINGERPRINT,
            "type": kind,
            "event": canonical(event),
            "previous": previous,
        }
        row["hash"] = previous = row_hash(row)
        made.append(row)
    return made


def verify(file):
    with open(file, encoding="utf-8") as source:
        found = json.load(source)
    previous, time = NO_ROW, None
    for number, row in enumerate(found, 1):
        assert row["sequence"] == str(number), f"row {number} has sequence {row['sequence']}"
        assert row["previous"] == previous, f"row {number} does not follow the one before"
        assert row["event"] == canonical(json.loads(row["event"])), f"row {number} is not canonical"
        assert row["hash"] == row_hash(row), f"row {number} has another hash: {row_hash(row)}"
        assert time is None or int(row["timeNanos"]) >= time, f"row {number} is older than the one before"
        previous, time = row["hash"], int(row["timeNanos"])
    print(f"{len(found)} rows, all good")


if len(sys.argv) > 1:
    verify(sys.argv[1])
else:
    with open("rows.json", "w", encoding="utf-8", newline="\n") as out:
        out.write("[\n" + ",\n".join(json.dumps(row) for row in rows()) + "\n]\n")
