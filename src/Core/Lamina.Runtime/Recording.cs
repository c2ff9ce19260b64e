using Google.Protobuf;
using Lamina.Onnx;

namespace Lamina.Runtime;

/// <summary>
/// One run that tells the type and shape of every tensor of a graph, for what static inference cannot know. The graph runs as written, every
/// intermediate tensor held in memory.
/// </summary>
public static class Recording
{
    private const int GraphField = 7;
    private const int OutputField = 12;
    private const int NameField = 1;

    /// <summary>Runs a model once. It is written to a temporary folder for that, weights included.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">Every input by name; null for zeros, free dimensions being 1.</param>
    /// <param name="cancellation">Ends the run at its next operator.</param>
    /// <returns>Outputs of nodes by name. A tensor that the run did not reach (the branch not taken) and one that is no tensor are absent.</returns>
    /// <exception cref="InferenceException">The model or an input was refused, or the run failed.</exception>
    public static IReadOnlyDictionary<string, RecordedTensor> Run(OnnxModel model, IReadOnlyDictionary<string, TensorBuffer>? inputs = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        string folder = Directory.CreateTempSubdirectory("lamina-recording-").FullName;
        try
        {
            string path = Path.Combine(folder, "m.onnx");
            model.Save(path);
            ExposeEverything(model.Graph, path);
            using Session session = Session.LoadForRecording(path);
            using TensorDictionary? zeros = inputs is null ? Zeros(session) : null;
            return session.Record(inputs ?? zeros!, cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// Appends a second part of the graph that has only outputs: in protobuf the parts of a message that occurs twice are merged
    /// (https://protobuf.dev/programming-guides/encoding, "Last One Wins"), so the weights need not be rewritten.
    /// </summary>
    private static void ExposeEverything(OnnxGraph graph, string path)
    {
        HashSet<string> known = [.. graph.Outputs.Select(output => output.Name)];
        using MemoryStream part = new();
        using (CodedOutputStream outputs = new(part, leaveOpen: true))
        {
            foreach (string name in graph.Nodes.SelectMany(node => node.Outputs).Where(name => name.Length > 0 && known.Add(name)))
            {
                outputs.WriteTag(OutputField, WireFormat.WireType.LengthDelimited);
                outputs.WriteLength(CodedOutputStream.ComputeTagSize(NameField) + CodedOutputStream.ComputeStringSize(name));
                outputs.WriteTag(NameField, WireFormat.WireType.LengthDelimited);
                outputs.WriteString(name);
            }
        }

        using FileStream file = new(path, FileMode.Append);
        using CodedOutputStream end = new(file);
        end.WriteTag(GraphField, WireFormat.WireType.LengthDelimited);
        end.WriteBytes(ByteString.CopyFrom(part.GetBuffer(), 0, (int)part.Length));
    }

    private static TensorDictionary Zeros(Session session) => new(session.Inputs.ToDictionary(
        input => input.Name,
        input => TensorBuffer.Allocate(input.Type, [.. input.Shape.Select(length => Math.Max(length, 1))])));
}
