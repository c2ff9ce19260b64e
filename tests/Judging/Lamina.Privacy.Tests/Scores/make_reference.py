"""Makes score-cases.json: what scikit-image says of the pictures that ReferencePictures.cs builds in the same way.

/usr/bin/python3 make_reference.py > score-cases.json      (Debian: python3-skimage python3-numpy python3-scipy)
"""
import gzip
import json
import os

import numpy as np
from scipy.ndimage import correlate1d
from skimage.metrics import mean_squared_error, peak_signal_noise_ratio, structural_similarity

HERE = os.path.dirname(os.path.abspath(__file__))


def photo(name, width, height):
    data = gzip.open(os.path.join(HERE, name)).read()
    return np.frombuffer(data, np.uint8).reshape(height, width, 3) / 255.0


def noise(width, height, seed):
    """Numerical Recipes' 32-bit generator, its upper 24 bits, row by row, channels innermost."""
    state, values = seed, np.empty(width * height * 3)
    for i in range(values.size):
        state = (1664525 * state + 1013904223) & 0xFFFFFFFF
        values[i] = (state >> 8) / 16777216.0
    return values.reshape(height, width, 3)


def gradient(width, height):
    v, u, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing="ij")
    return (u + 2 * v + 7 * c) / float(width + 2 * height + 14)


def constant(width, height, value):
    return np.full((height, width, 3), value)


def ms_ssim(a, b):
    """Wang et al. 2003 with the choices stated in MultiScaleSimilarity.cs, on whole arrays."""
    if min(a.shape[:2]) <= 160:
        return None
    t = np.arange(-5, 6)
    window = np.exp(-t * t / (2 * 1.5 ** 2))
    window /= window.sum()

    def mean(p):
        return correlate1d(correlate1d(p, window, axis=0), window, axis=1)[5:-5, 5:-5]

    planes = []
    for c in range(3):
        x, y, product = a[..., c], b[..., c], 1.0
        for scale, weight in enumerate([0.0448, 0.2856, 0.3001, 0.2363, 0.1333]):
            mx, my = mean(x), mean(y)
            structure = (2 * (mean(x * y) - mx * my) + 9e-4) / (mean(x * x) - mx * mx + mean(y * y) - my * my + 9e-4)
            factor = structure if scale < 4 else structure * (2 * mx * my + 1e-4) / (mx * mx + my * my + 1e-4)
            product *= max(factor.mean(), 0.0) ** weight
            x, y = ([np.pad(p, [(0, p.shape[0] % 2), (0, p.shape[1] % 2)], mode="edge") for p in (x, y)])
            x, y = ([p.reshape(p.shape[0] // 2, 2, p.shape[1] // 2, 2).mean(axis=(1, 3)) for p in (x, y)])
        planes.append(product)
    return float(np.mean(planes))


astronaut = photo("astronaut-176x181.rgb.gz", 176, 181)
coffee = photo("coffee-176x181.rgb.gz", 176, 181)
H, W = astronaut.shape[:2]
cases = {
    "constant-equal": (constant(32, 24, 0.5), constant(32, 24, 0.5)),
    "constant-other": (constant(32, 24, 0.25), constant(32, 24, 0.75)),
    "constant-black": (constant(11, 11, 0.0), constant(11, 11, 1.0)),
    "noise-noise": (noise(61, 47, 1), noise(61, 47, 2)),
    "noise-grey": (noise(61, 47, 1), constant(61, 47, 0.5)),
    "gradient-gamma": (gradient(33, 45), gradient(33, 45) ** 2),
    "gradient-noise": (gradient(33, 45), noise(33, 45, 3)),
    "smallest": (noise(11, 11, 4), gradient(11, 11)),
    "photo-equal": (astronaut, astronaut),
    "photo-shifted": (astronaut, np.roll(astronaut, 1, axis=1)),
    "photo-noisy": (astronaut, np.clip(astronaut + 0.2 * (noise(W, H, 5) - 0.5), 0, 1)),
    "photo-mean-colour": (coffee, np.broadcast_to(coffee.mean(axis=(0, 1)), coffee.shape)),
    "photo-other": (astronaut, coffee),
    "photo-blend": (astronaut, 0.5 * astronaut + 0.5 * coffee),
    "photo-negative": (coffee, 1 - coffee),
}
out = []
for name, (a, b) in cases.items():
    mse = mean_squared_error(a, b)
    out.append({
        "name": name,
        "ssim": structural_similarity(
            a, b, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=1, channel_axis=-1),
        "ms_ssim": ms_ssim(a, b),
        "psnr": peak_signal_noise_ratio(a, b, data_range=1) if mse > 0 else None,
        "mse": mse,
    })
print(json.dumps(out, indent=2))
