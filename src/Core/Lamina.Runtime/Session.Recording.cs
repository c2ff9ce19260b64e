using Microsoft.ML.OnnxRuntime;

namespace Lamina.Runtime;

/// <content>Runs that look at types and shapes only.</content>
public sealed partial class Session
{
    internal static Session LoadForRecording(string path)
    {
        SessionSettings settings = new() { Optimization = GraphOptimization.None };
        return Load(settings, options => new InferenceSession(path, options), onlyTensors: true);
    }

    internal Dictionary<string, RecordedTensor> Record(IReadOnlyDictionary<string, TensorBuffer> inputs, CancellationToken cancellation)
    {
        CheckInputs(inputs);
        using BoundTensors given = new(inputs);
        string[] names = [.. _outputs.Keys];
        using IDisposableReadOnlyCollection<OrtValue> values = Invoke(options => _session.Run(options, given.Names, given.Values, names), cancellation);
        Dictionary<string, RecordedTensor> recorded = [];
        for (int i = 0; i < names.Length; i++)
        {
            OrtTensorTypeAndShapeInfo info = values[i].GetTensorTypeAndShape();
            recorded.Add(names[i], new RecordedTensor(OrtTypes.FromOrt(info.ElementDataType), info.Shape));
        }

        return recorded;
    }
}
