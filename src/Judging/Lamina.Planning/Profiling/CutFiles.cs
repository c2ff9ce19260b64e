using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Lamina.Onnx;
using Lamina.Onnx.Cuts;
using Lamina.Onnx.Splitting;

namespace Lamina.Planning.Profiling;

/// <summary>The files that measuring one cut needs: head and maybe tail for this process, body and hand-off model for the worker.</summary>
public sealed record CutFiles
{
    private const int KeyDigits = 16;

    /// <summary>What the profiler is given.</summary>
    public required ProfileCut Cut { get; init; }

    /// <summary>Path of the body, served as <see cref="ProfileCut.BodyModel"/>.</summary>
    public required string BodyPath { get; init; }

    /// <summary>Path of the hand-off model, served as <see cref="ProfileCut.HandoffModel"/>.</summary>
    public required string HandoffPath { get; init; }

    /// <summary>Splits a model and writes the files, or says why not.</summary>
    /// <param name="model">The model.</param>
    /// <param name="modelSha256">Digest of the model's file, for the names.</param>
    /// <param name="request">Where to cut.</param>
    /// <param name="folder">Created when missing.</param>
    /// <param name="files">The files, when the result is true.</param>
    /// <param name="refusal">What is wrong with the cut, when the result is false.</param>
    /// <exception cref="IOException">They cannot be written.</exception>
    public static bool TryWrite(OnnxModel model, ReadOnlySpan<byte> modelSha256, SplitRequest request, string folder, [NotNullWhen(true)] out CutFiles? files, [NotNullWhen(false)] out CutRefusal? refusal)
    {
        files = null;
        if (!GraphSplitter.TrySplit(model, request, out ModelParts? parts, out refusal))
        {
            return false;
        }

        parts.Save(folder);
        string handoff = Path.Combine(folder, "handoff.onnx");
        using OnnxModel echo = HandoffModel.Build(parts.Body.Graph.Inputs);
        echo.Save(handoff);
        string key = Key(modelSha256, request);
        files = new CutFiles
        {
            Cut = new ProfileCut
            {
                Tensors = [.. parts.Cut],
                ShapeTensors = [.. parts.Body.Graph.Inputs.Select(input => input.Name).Where(name => !parts.Cut.Contains(name))],
                HeadPath = Path.Combine(folder, "head.onnx"),
                TailPath = parts.Tail is null ? null : Path.Combine(folder, "tail.onnx"),
                BodyModel = BodyName(key),
                HandoffModel = HandoffName(key),
            },
            BodyPath = Path.Combine(folder, "body.onnx"),
            HandoffPath = handoff,
        };
        return true;
    }

    /// <summary>The names under which a worker must serve a cut's body and hand-off model. They follow from the model's bytes and the cut, so that another model's body is never measured by mistake.</summary>
    public static (string Body, string Handoff) Names(ReadOnlySpan<byte> modelSha256, SplitRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        string key = Key(modelSha256, request);
        return (BodyName(key), HandoffName(key));
    }

    private static string BodyName(string key) => $"profile-body-{key}";

    private static string HandoffName(string key) => $"profile-handoff-{key}";

    private static string Key(ReadOnlySpan<byte> modelSha256, SplitRequest request)
    {
        byte[] names = Encoding.UTF8.GetBytes(string.Join('\0', request.Cut) + "\0\0" + string.Join('\0', request.TailCut));
        return Convert.ToHexStringLower(SHA256.HashData([.. modelSha256, .. names]))[..KeyDigits];
    }
}
