"""Surface metrics the usual way (medpy's definitions, written afresh with scipy): python3 metrics.py JOB.json, one median a pair on stdout."""
import json
import sys
import time

import numpy as np
from scipy import ndimage


def distances(first, second):
    cross = ndimage.generate_binary_structure(3, 1)
    surface_a = first ^ ndimage.binary_erosion(first, structure=cross, iterations=1)
    surface_b = second ^ ndimage.binary_erosion(second, structure=cross, iterations=1)
    return ndimage.distance_transform_edt(~surface_b)[surface_a]


def metrics(prediction, truth):
    both = np.count_nonzero(prediction & truth)
    sizes = np.count_nonzero(prediction) + np.count_nonzero(truth)
    union = np.count_nonzero(prediction | truth)
    # As the public evaluation scripts call it: hd95 and asd each compute their own distances.
    hd95 = np.percentile(np.hstack((distances(prediction, truth), distances(truth, prediction))), 95)
    asd = distances(prediction, truth).mean()
    return 2 * both / sizes, both / union, hd95, asd


job = json.load(open(sys.argv[1]))
results = []
for pair in job["pairs"]:
    shape = pair["size"][::-1]
    prediction, truth = (np.fromfile(pair[k], np.uint8).reshape(shape).astype(bool) for k in ("prediction", "truth"))
    times = []
    for _ in range(job["repeats"]):
        start = time.perf_counter()
        values = metrics(prediction, truth)
        times.append(1000 * (time.perf_counter() - start))
    results.append({"milliseconds": sorted(times)[len(times) // 2], "values": values})
print(json.dumps(results))
