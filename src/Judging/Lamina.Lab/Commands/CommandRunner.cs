using System.Text.Json;
using Lamina.Data;
using Lamina.Images;
using Lamina.Onnx;
using Lamina.Plans.Preprocess;
using Lamina.Privacy.Bench;
using Lamina.Runtime;
using Lamina.Torch;
using Lamina.Torch.Native;
using Lamina.Torch.Training;

namespace Lamina.Lab.Commands;

/// <summary>Turns what can go wrong into a sentence on stderr (or an object on stdout, with --json) and an exit code.</summary>
internal static class CommandRunner
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Runs a command's body.</summary>
    /// <param name="body">The body; it answers with an exit code.</param>
    /// <param name="json">True where a failure must be told as JSON too.</param>
    public static async Task<int> RunAsync(Func<Task<int>> body, bool json = false)
    {
        try
        {
            return await body();
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Interrupted; the same command goes on from here.");
            return ExitCode.Interrupted;
        }
        catch (Exception fault) when (CodeOf(fault) is { } code)
        {
            Tell(fault.Message, code, fault is Refusal refusal ? refusal.Where : (fault as FileNotFoundException)?.FileName, json && fault is not OutputException);
            return code;
        }
    }

    /// <summary>Tells a failure: the sentence on stderr and, with --json, the object that every command of Lamina fails with.</summary>
    /// <param name="message">The sentence.</param>
    /// <param name="code">The exit code.</param>
    /// <param name="where">File, folder or option it is about; null if none.</param>
    /// <param name="json">Whether the object is wanted.</param>
    public static void Tell(string message, int code, string? where, bool json)
    {
        Console.Error.WriteLine(message);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { Error = new { Code = Name(code), Message = message, Where = where } }, Json));
        }
    }

    private static string Name(int code) => code switch
    {
        ExitCode.Usage => "usage",
        ExitCode.UnusableInput => "unusable-input",
        ExitCode.Refused => "refused",
        ExitCode.NothingFits => "nothing-fits",
        _ => "failed",
    };

    private static int? CodeOf(Exception fault) => fault switch
    {
        Refusal refusal => refusal.Code,
        OutputException => ExitCode.Failed,
        DataException or OnnxFormatException or UnsupportedOperatorException or PreprocessingException or PictureException or InferenceException => ExitCode.UnusableInput,
        IOException or UnauthorizedAccessException => ExitCode.UnusableInput,
        TrainingException or ArgumentException => ExitCode.Usage,
        TorchUnavailableException or BenchmarkUnavailableException or System.Net.Sockets.SocketException => ExitCode.Failed,
        _ => null,
    };
}
