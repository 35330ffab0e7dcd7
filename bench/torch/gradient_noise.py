"""How far one V-Net gradient in float32 is from float64: PyTorch's own, and one that another engine computed from the same numbers.

Called by ../gradient-noise.ts with a folder that holds tensors.json (name -> shape) and, for every name, a little-endian float32 file."""
import contextlib
import json
import sys
from pathlib import Path

import torch
from torch import nn

from vnet import DECODER, ENCODER, VNet


def read_tensors(folder):
    shapes = json.loads((folder / "tensors.json").read_text())
    read = lambda name: torch.frombuffer(bytearray((folder / f"{name}.bin").read_bytes()), dtype=torch.float32)
    return {name: read(name).reshape(shape) for name, shape in shapes.items()}


def layer_names():
    """(name here, name in PyTorch) of every convolution followed by a norm."""
    for level, count in enumerate(ENCODER):
        for i in range(count):
            yield f"encoder.{level + 1}.{i + 1}", f"encoder.{level}.{i}"
    for level in range(len(DECODER)):
        yield f"down.{level + 1}", f"down.{level}"
        yield f"up.{len(DECODER) - level}", f"up.{level}"
        for i in range(DECODER[level]):
            yield f"decoder.{len(DECODER) - level}.{i + 1}", f"decoder.{level}.{i}"


def names():
    for ours, theirs in layer_names():
        yield f"{ours}.filter", f"{theirs}.0.weight"
        yield f"{ours}.gamma", f"{theirs}.1.weight"
        yield f"{ours}.beta", f"{theirs}.1.bias"
    yield "head.filter", "head.weight"
    yield "head.bias", "head.bias"


def to_torch(tensor):
    """[depth, height, width, in, out] to [out, in, depth, height, width]; transposed filters change in the same way."""
    return tensor.permute(4, 3, 0, 1, 2) if tensor.dim() == 5 else tensor


def gradients(tensors, dtype):
    """autocast keeps weights in float32 and computes convolutions in bfloat16, as the engine does."""
    mixed = dtype == torch.bfloat16
    dtype = torch.float32 if mixed else dtype
    model = VNet().to(dtype).train()
    with torch.no_grad():
        parameters = dict(model.named_parameters())
        for ours, theirs in names():
            parameters[theirs].copy_(to_torch(tensors[f"parameter.{ours}"]))
    with torch.autocast("cpu", dtype=torch.bfloat16) if mixed else contextlib.nullcontext():
        logits = model(tensors["image"].permute(0, 4, 1, 2, 3).to(dtype))
    logits = logits if dtype == torch.float64 else logits.float()
    loss = nn.functional.cross_entropy(logits, tensors["labels"].long())
    loss.backward()
    return loss.item(), logits.detach().permute(0, 2, 3, 4, 1), {ours: parameters[theirs].grad for ours, theirs in names()}


def relative(found, expected):
    return ((found.double() - expected).norm() / expected.norm()).item()


def compare(label, loss, logits, found, reference):
    reference_loss, reference_logits, expected = reference
    joined = lambda grads: torch.cat([grads[name].double().reshape(-1) for name in expected])
    a, b = joined(found), joined(expected)
    print(
        json.dumps(
            {
                "engine": label,
                "loss": abs(loss - reference_loss) / reference_loss,
                "logits": relative(logits, reference_logits),
                "gradient": relative(a, b),
                "cosine": nn.functional.cosine_similarity(a, b, dim=0).item(),
            }
        )
    )


def main():
    folder = Path(sys.argv[1])
    tensors = read_tensors(folder)
    reference = gradients(tensors, torch.float64)
    for dtype, name in ((torch.float32, "float32"), (torch.bfloat16, "bfloat16")):
        compare(f"torch {torch.__version__} {name}", *gradients(tensors, dtype), reference)
    for label in json.loads((folder / "engines.json").read_text()):
        found = {name: to_torch(tensors[f"{label}.gradient.{name}"]) for name in reference[2]}
        compare(label, tensors[f"{label}.loss"].item(), tensors[f"{label}.logits"], found, reference)


if __name__ == "__main__":
    main()
