namespace Lamina.Privacy.Attacks.Ridge;

/// <summary>A patch-wise solution as a convolution: of standardised channels, zeros beyond the border, to the pixels of each position's patch.</summary>
/// <param name="Neighbourhood">Side of the kernel.</param>
/// <param name="Patch">Side of a patch in pixels.</param>
/// <param name="Means">Per channel what is subtracted.</param>
/// <param name="Scales">Per channel what is then multiplied.</param>
/// <param name="Kernel">Per target, channel, row and column; targets are colour, row, column of the patch.</param>
/// <param name="Bias">Per target.</param>
internal sealed record PatchRegression(int Neighbourhood, int Patch, float[] Means, float[] Scales, float[] Kernel, float[] Bias);
