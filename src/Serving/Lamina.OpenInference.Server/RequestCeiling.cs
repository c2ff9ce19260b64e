namespace Lamina.OpenInference.Server;

/// <summary>The largest request that a model can want, from its tensors.</summary>
public static class RequestCeiling
{
    /// <summary>Names, shapes and ids around the tensors.</summary>
    private const int HeaderBytes = 64 << 10;

    /// <summary>The longest JSON number of a tensor (-2.2250738585072014E-308) with its comma.</summary>
    private const int TextBytes = 25;

    /// <summary>The ceiling.</summary>
    /// <param name="model">What it takes.</param>
    /// <param name="free">Ceiling for models with more free dimensions than the batch, in bytes.</param>
    /// <returns>Bytes: every row of the largest batch in binary form, or one row as JSON.</returns>
    public static int Of(ModelDescription model, int free)
    {
        ArgumentNullException.ThrowIfNull(model);
        Int128 binary = 0;
        Int128 text = 0;
        foreach (TensorDescription input in model.Inputs)
        {
            Int128 elements = 1;
            foreach (long dimension in model.MaxBatchSize > 0 ? input.Shape.Skip(1) : input.Shape)
            {
                if (dimension < 0)
                {
                    return free;
                }

                elements = Math.Min((long)(elements * dimension), int.MaxValue);
            }

            binary += elements * input.DataType.Size() * Math.Max(model.MaxBatchSize, 1);
            text += elements * TextBytes;
        }

        return (int)Int128.Min(Int128.Max(binary, text) + HeaderBytes, Array.MaxLength);
    }
}
