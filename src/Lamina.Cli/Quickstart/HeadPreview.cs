using System.Runtime.InteropServices;
using Lamina.Images;
using Lamina.Images.Figures;
using Lamina.Runtime;

namespace Lamina.Cli.Quickstart;

/// <summary>Computes here, on the client's side, the very tensor that the worker is given, to show what it sees.</summary>
internal sealed class HeadPreview : IDisposable
{
    private readonly QuickstartModel _model;
    private readonly Session _head;
    private readonly PicturePreprocessor _preprocessor;

    public HeadPreview(QuickstartModel model)
    {
        _model = model;
        _head = Session.Load(Path.Combine(model.PlanFolder, model.Plan.Head.File));
        _preprocessor = new PicturePreprocessor(model.Plan.Preprocessing!);
    }

    /// <summary>The exposed tensor of a photograph, each channel as a tile.</summary>
    public Picture Draw(Picture photograph)
    {
        Plans.TensorSpec input = _model.Plan.Inputs[0];
        Plans.TensorSpec cut = _model.Plan.Cut.Tensors[0];
        using TensorBuffer tensor = TensorBuffer.Allocate(Onnx.ElementType.Float, [.. input.Shape]);
        _preprocessor.Apply(photograph, tensor.Values<float>());
        using TensorDictionary features = _head.Run(new Dictionary<string, TensorBuffer> { [input.Name] = tensor }, [cut.Name]);
        return FeatureMaps.Draw(MemoryMarshal.Cast<byte, float>(features[cut.Name].Bytes), [.. cut.Shape]);
    }

    /// <inheritdoc/>
    public void Dispose() => _head.Dispose();
}
