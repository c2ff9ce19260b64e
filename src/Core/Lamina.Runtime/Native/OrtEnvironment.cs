using Microsoft.ML.OnnxRuntime;

namespace Lamina.Runtime;

/// <summary>ONNX Runtime's one environment per process. It logs nothing and reports to nobody: what fails is thrown, and said once.</summary>
internal static class OrtEnvironment
{
    private static readonly Lazy<OrtEnv> Shared = new(Create);

    public static OrtEnv Instance => Shared.Value;

    private static OrtEnv Create()
    {
        OrtTelemetry.Refuse();
        // Someone else in the process may have made it already; then theirs is used.
        if (OrtEnv.IsCreated)
        {
            return OrtEnv.Instance();
        }

        EnvironmentCreationOptions options = new() { logId = "lamina", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        OrtEnv environment = OrtEnv.CreateInstanceWithOptions(ref options);
        environment.DisableTelemetryEvents();
        return environment;
    }
}
