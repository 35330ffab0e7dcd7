"""What both torch peers share: settings from the command line, the timing loop and what it prints (see ../README.md)."""
import contextlib
import json
import sys
import time

import torch


def read_settings():
    """The worker's settings: one JSON object as the only argument."""
    settings = json.loads(sys.argv[1])
    torch.set_num_threads(settings["threads"])
    torch.manual_seed(settings.get("seed", 0))
    return settings


def precision_context(settings):
    """autocast for bf16, nothing for fp32."""
    if settings["precision"] == "bfloat16":
        return torch.autocast("cpu", dtype=torch.bfloat16)
    return contextlib.nullcontext()


def memory_format(settings):
    return torch.channels_last_3d if settings["layout"] == "channels_last" else torch.contiguous_format


def peak_resident_megabytes():
    """Highest resident memory of this process so far. getrusage would count the parent's memory before exec."""
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def measure(settings, step):
    """One step to warm up, then steps until their number or the budget (seconds) is reached; one line of JSON for each."""
    print(json.dumps({"version": f"torch {torch.__version__.split('+')[0]}", "threads": torch.get_num_threads()}), flush=True)
    spent = 0.0
    for index in range(settings["steps"] + 1):
        start = time.perf_counter()
        loss = step(index)
        seconds = time.perf_counter() - start
        line = {"step": index, "seconds": seconds, "loss": loss, "peakMegabytes": peak_resident_megabytes()}
        print(json.dumps(line), flush=True)
        spent += seconds if index > 0 else 0.0
        if index > 0 and spent >= settings["budget"]:
            break
