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
            Console.Error.WriteLine(fault.Message);
            if (json)
            {
                Console.WriteLine(JsonSerializer.Serialize(new { Error = new { Code = code, fault.Message, Where = fault.GetType().Name } }, Json));
            }

            return code;
        }
    }

    private static int? CodeOf(Exception fault) => fault switch
    {
        Refusal refusal => refusal.Code,
        DataException or OnnxFormatException or UnsupportedOperatorException or PreprocessingException or PictureException or InferenceException => ExitCode.UnusableInput,
        IOException or UnauthorizedAccessException => ExitCode.UnusableInput,
        TrainingException or ArgumentException => ExitCode.Usage,
        TorchUnavailableException or BenchmarkUnavailableException => ExitCode.Failed,
        _ => null,
    };
}
