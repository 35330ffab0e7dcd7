"""Fixtures for test/core/statistics: scipy and statsmodels on made-up numbers. In a throw-away environment:
python3 -m venv /tmp/venv && /tmp/venv/bin/pip install scipy statsmodels && /tmp/venv/bin/python bench/scipy/statistics.py > test/core/statistics/fixtures.json
"""
import json
import numpy as np
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.multitest import multipletests

rng = np.random.default_rng(20261128)
out = {"scipy": scipy.__version__, "statsmodels": statsmodels.__version__, "numpy": np.__version__, "wilcoxon": [], "ttest": [], "holm": [], "student": [], "normal": [], "percentile": [], "summary": []}
for n, kind in [(5, "float"), (8, "float"), (12, "float"), (20, "float"), (25, "float"), (40, "float"), (60, "float"), (10, "tied"), (24, "tied"), (60, "tied"), (30, "zeros")]:
    d = rng.normal(0.3, 1.0, n)
    if kind == "tied":
        d = np.round(d * 2) / 2
        d[d == 0] = 0.5
    if kind == "zeros":
        d = np.round(d)
    d = [float(x) for x in d]
    nonzero = np.array([x for x in d if x != 0])
    tied = len(np.unique(np.abs(nonzero))) < len(nonzero)
    row = {"differences": d, "statistic": float(stats.wilcoxon(nonzero, method="approx").statistic)}
    if not tied and len(nonzero) <= 25:
        row["exact"] = float(stats.wilcoxon(nonzero, method="exact").pvalue)
    row["approximate"] = float(stats.wilcoxon(nonzero, method="approx", correction=True).pvalue)
    # Matched-pairs rank-biserial correlation (Kerby 2014).
    ranks = stats.rankdata(np.abs(nonzero))
    row["rankBiserial"] = float((ranks[nonzero > 0].sum() - ranks[nonzero < 0].sum()) / ranks.sum())
    out["wilcoxon"].append(row)
    t = stats.ttest_1samp(d, 0.0)
    ci = t.confidence_interval(0.95)
    out["ttest"].append({"differences": d, "t": float(t.statistic), "p": float(t.pvalue), "low": float(ci.low), "high": float(ci.high), "dz": float(np.mean(d) / np.std(d, ddof=1))})
for n in (1, 2, 5, 12):
    p = [float(x) for x in rng.uniform(0, 0.2, n)]
    reject, corrected, _, _ = multipletests(p, alpha=0.05, method="holm")
    out["holm"].append({"p": p, "corrected": [float(x) for x in corrected], "reject": [bool(x) for x in reject]})
for df in (1, 2, 3, 5, 10, 29, 100.5):
    for t in (-8.0, -2.5, -1.0, -0.1, 0.0, 0.3, 1.7, 4.2, 12.0):
        out["student"].append({"df": df, "t": t, "cdf": float(stats.t.cdf(t, df))})
for z in (-8.0, -5.0, -3.0, -1.96, -0.5, 0.0, 0.7, 2.0, 4.5, 6.0):
    out["normal"].append({"z": z, "cdf": float(stats.norm.cdf(z)), "sf": float(stats.norm.sf(z))})
for q in (2.5, 25.0, 50.0, 97.5):
    x = [float(v) for v in rng.normal(0, 1, 37)]
    out["percentile"].append({"values": x, "q": q, "value": float(np.percentile(x, q))})
for n in (2, 3, 10, 50):
    x = [float(v) for v in rng.normal(80, 5, n)]
    out["summary"].append({"values": x, "mean": float(np.mean(x)), "deviation": float(np.std(x, ddof=1)), "sem": float(stats.sem(x))})
print(json.dumps(out))
