"""One LLM-SegNet iteration in PyTorch, doing what src/core/methods/llmSegNet.ts does in its joint mode: pseudo-labels of both
networks from the clean images, CutMix of B's input and of its pseudo-label, noise, one forward and backward pass of each student
with cross entropy and Dice on the labelled half and the Unified Segmentation Loss on the other, SGD."""
import torch
from torch.nn import functional

from measure import measure, memory_format, precision_context, read_settings
from vnet import make_model, make_optimiser

NOISE = 0.05
T1, T2 = 0.65, 0.1
WEIGHT = 1.0
SMOOTHING = 1e-5
FLOOR = 1e-6


def supervised_loss(logits, labels):
    """Cross entropy, and soft Dice per sample and class, background included."""
    target = functional.one_hot(labels, logits.shape[1]).movedim(-1, 1).float()
    probabilities = logits.softmax(1).flatten(2)
    target = target.flatten(2)
    overlap = (probabilities * target).sum(2)
    similarity = (2 * overlap + SMOOTHING) / (probabilities.sum(2) + target.sum(2) + SMOOTHING)
    return functional.cross_entropy(logits, labels) + 1 - similarity.mean()


def unified_segmentation_loss(logits, peer):
    """The three terms for two classes, each a mean over all voxels; and the sizes of the three sets."""
    q = peer.softmax(1)
    confidence, pseudo_label = q.max(1)
    confident = confidence > T1
    low = q < T2
    log_p = logits.log_softmax(1)
    p = log_p.exp()
    voxels = confidence.numel()
    picked = log_p.gather(1, pseudo_label[:, None])[:, 0]
    terms = (
        -(confident * confidence * picked).sum() / voxels,
        -(low * (1 - q) * log_p.flip(1).clamp(min=torch.tensor(FLOOR).log().item())).sum() / voxels,
        (~confident * (p - q).square().mean(1)).sum() / voxels,
    )
    return sum(terms), torch.stack([confident.sum(), low.any(1).sum(), (~confident).sum()])


def draw_boxes(batch, width, height):
    """Boxes in the x-y plane through the full depth: (x low, x high, y low, y high) for each patch, after TraCoCo's rand_bbox."""
    ratio = (1 - torch.distributions.Beta(4.0, 4.0).sample().item()) ** 0.5
    boxes = []
    for _ in range(batch):
        box = []
        for side in (width, height):
            centre = int(torch.randint(side // 8, side, ()))
            half = int(side * ratio) // 2
            box += [max(centre - half, 0), min(centre + half, side)]
        boxes.append(box)
    return boxes


def mix(volumes, partners, boxes):
    mixed = volumes.clone()
    for index, (x0, x1, y0, y1) in enumerate(boxes):
        mixed[index, :, :, y0:y1, x0:x1] = volumes[partners[index], :, :, y0:y1, x0:x1]
    return mixed


def main():
    settings = read_settings()
    batch, width, height, depth = settings["shape"]
    labelled = batch // 2
    models = [make_model(settings) for _ in range(2)]
    optimisers = [make_optimiser(model) for model in models]
    images = torch.randn(batch, 1, depth, height, width)
    labels = torch.randint(0, 2, (labelled, depth, height, width))

    def logits_of(model, x):
        with precision_context(settings):
            return model(x.contiguous(memory_format=memory_format(settings))).float()

    def noisy(x):
        return x + torch.empty_like(x).uniform_(-NOISE, NOISE)

    def step(_):
        with torch.no_grad():
            peers = [logits_of(model, images) for model in models]
            agreement = (peers[0][labelled:].argmax(1) == peers[1][labelled:].argmax(1)).float().mean()
            partners, boxes = torch.randperm(batch).tolist(), draw_boxes(batch, width, height)
            mixed_images = mix(images, partners, boxes)
            pseudo_labels = [peers[1][labelled:], mix(peers[0], partners, boxes)[labelled:]]
            del peers
        total = 0.0
        for model, optimiser, seen, pseudo_label in zip(models, optimisers, (images, mixed_images), pseudo_labels):
            optimiser.zero_grad(set_to_none=True)
            logits = logits_of(model, noisy(torch.cat([images[:labelled], seen[labelled:]])))
            unsupervised, sizes = unified_segmentation_loss(logits[labelled:], pseudo_label)
            loss = supervised_loss(logits[:labelled], labels) + WEIGHT * unsupervised
            loss.backward()
            total += loss.item()
            sizes.tolist()
            del logits, loss, unsupervised
        for optimiser in optimisers:
            optimiser.step()
        agreement.item()
        return total

    measure(settings, step)


if __name__ == "__main__":
    main()
