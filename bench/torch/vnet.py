"""The V-Net of the semi-supervised left-atrium literature in PyTorch: encoder blocks of 1, 2, 3, 3, 3 convolutions, decoder
blocks of 3, 3, 2, 1, skips added. Run as a program it times training steps: forward, cross entropy, backward, SGD."""
import torch
from torch import nn

from measure import measure, memory_format, precision_context, read_settings

ENCODER = (1, 2, 3, 3, 3)
DECODER = (3, 3, 2, 1)


def normalised(convolution, channels):
    return nn.Sequential(convolution, nn.BatchNorm3d(channels), nn.ReLU(inplace=True))


def block(count, before, after):
    return nn.Sequential(
        *[normalised(nn.Conv3d(before if i == 0 else after, after, 3, padding=1), after) for i in range(count)]
    )


class VNet(nn.Module):
    def __init__(self, channels=1, classes=2, filters=16, dropout=0.0):
        super().__init__()
        widths = [filters * 2**level for level in range(len(ENCODER))]
        self.encoder = nn.ModuleList(
            block(count, channels if level == 0 else widths[level], widths[level]) for level, count in enumerate(ENCODER)
        )
        self.down = nn.ModuleList(
            normalised(nn.Conv3d(before, after, 2, stride=2), after) for before, after in zip(widths, widths[1:])
        )
        self.up = nn.ModuleList(
            normalised(nn.ConvTranspose3d(before, after, 2, stride=2), after)
            for before, after in zip(widths[:0:-1], widths[-2::-1])
        )
        self.decoder = nn.ModuleList(block(count, width, width) for count, width in zip(DECODER, widths[-2::-1]))
        self.dropout = nn.Dropout3d(dropout)
        self.head = nn.Conv3d(filters, classes, 1)

    def forward(self, x):
        skips = []
        for level, convolutions in enumerate(self.encoder):
            if level > 0:
                skips.append(x)
                x = self.down[level - 1](x)
            x = convolutions(x)
        x = self.dropout(x)
        for up, convolutions in zip(self.up, self.decoder):
            x = convolutions(up(x) + skips.pop())
        return self.head(self.dropout(x))


def make_model(settings):
    model = VNet(filters=settings["filters"], dropout=settings["dropout"])
    return model.train().to(memory_format=memory_format(settings))


def make_optimiser(model):
    return torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4)


def main():
    settings = read_settings()
    batch, width, height, depth = settings["shape"]
    model = make_model(settings)
    optimiser = make_optimiser(model)
    images = torch.randn(batch, 1, depth, height, width).contiguous(memory_format=memory_format(settings))
    labels = torch.randint(0, 2, (batch, depth, height, width))

    def step(_):
        optimiser.zero_grad(set_to_none=True)
        with precision_context(settings):
            logits = model(images)
        loss = nn.functional.cross_entropy(logits.float(), labels)
        loss.backward()
        optimiser.step()
        return loss.item()

    measure(settings, step)


if __name__ == "__main__":
    main()
