"""One volume segmented by two V-Nets in PyTorch, doing what src/core/inference/slidingWindow.ts does: 2 x 2 x 2 windows half a patch
apart, in batches, softmax summed and divided by the counts, argmax of both networks and of their mean."""
import itertools

import torch

from measure import measure, memory_format, precision_context, read_settings
from vnet import make_model

CLASSES = 2


def main():
    settings = read_settings()
    batch, *patch = settings["shape"]
    patch = patch[::-1]
    size = [length + length // 2 for length in patch]
    models = [make_model(settings).eval() for _ in range(2)]
    volume = torch.randn(1, *size)
    places = list(itertools.product(*[(0, length // 2) for length in patch]))

    @torch.inference_mode()
    def step(_):
        sums = [torch.zeros(CLASSES, *size) for _ in models]
        counts = torch.zeros(size)
        windows = [tuple(slice(start, start + length) for start, length in zip(place, patch)) for place in places]
        for first in range(0, len(windows), batch):
            chunk = windows[first : first + batch]
            x = torch.stack([volume[(slice(None), *window)] for window in chunk])
            x = x.contiguous(memory_format=memory_format(settings))
            for model, total in zip(models, sums):
                with precision_context(settings):
                    logits = model(x)
                for window, probabilities in zip(chunk, logits.float().softmax(1)):
                    total[(slice(None), *window)] += probabilities
            for window in chunk:
                counts[window] += 1
        maps = [total / counts for total in sums]
        labels = [m.argmax(0) for m in [*maps, sum(maps) / len(maps)]]
        return sum(mask.float().mean().item() for mask in labels) / len(labels)

    measure(settings, step)


if __name__ == "__main__":
    main()
